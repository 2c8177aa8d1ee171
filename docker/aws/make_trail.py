"""make_trail.py ENDPOINT FOLDER: a bucket, a queue that it tells of new objects, and the folder's trail in the bucket."""

import json
import pathlib
import sys

import boto3

endpoint, folder = sys.argv[1], pathlib.Path(sys.argv[2])
s3 = boto3.client("s3", endpoint_url=endpoint)
sqs = boto3.client("sqs", endpoint_url=endpoint)
s3.create_bucket(Bucket="trail")
url = sqs.create_queue(QueueName="trail")["QueueUrl"]
arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
policy = {"Version": "2012-10-17", "Statement": [{
    "Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": arn,
    "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::trail"}}}]}
sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})
s3.put_bucket_notification_configuration(Bucket="trail", NotificationConfiguration={
    "QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]})
files = sorted(path for path in folder.rglob("*") if path.is_file())
for path in files:
    s3.upload_file(str(path), "trail", path.relative_to(folder).as_posix())
print(f"{len(files)} objects in s3://trail, told of in {url}")
