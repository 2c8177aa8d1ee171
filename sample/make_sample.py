#!/usr/bin/env python3
"""Write the sample trail: sample/make_sample.py [OUT, default sample/trail]. Same bytes at every run.

Three days in January 2025 of account 111122223333 (an example account; addresses are from the documentation ranges of RFC 5737):
alice works from her office, a CI role deploys every night, and on the third day alice's key turns up on a Kali machine in a
region that nobody uses: it looks around, tries what it may not do, makes a user for later and starts instances for mining.
"""
import gzip, json, os, random, sys
from datetime import datetime, timedelta, timezone

ACCOUNT, OUT = "111122223333", sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "trail")
R = random.Random(20250114)
DAY = datetime(2025, 1, 14, tzinfo=timezone.utc)
ALICE = {"type": "IAMUser", "principalId": "AIDAEXAMPLEALICE00001", "arn": f"arn:aws:iam::{ACCOUNT}:user/alice", "accountId": ACCOUNT,
         "accessKeyId": "AKIAEXAMPLEALICE0001", "userName": "alice"}
CLI = "aws-cli/2.22.35 md/awscrt#0.23.4 ua/2.0 os/linux#6.8.0-51-generic md/arch#x86_64 lang/python#3.12.6"
CONSOLE = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"
KALI = "aws-cli/2.19.0 md/awscrt#0.22.0 ua/2.0 os/linux#6.11.2-amd64 md/arch#x86_64 lang/python#3.12.7 md/distrib#kali.2024.4"
TERRAFORM = "APN/1.0 HashiCorp/1.0 Terraform/1.10.4 (+https://www.terraform.io) terraform-provider-aws/5.83.1"
records = []


def call(identity, when, name, service, region, address, agent, error=None, parameters=None):
    record = {"eventVersion": "1.11", "userIdentity": identity, "eventTime": when.strftime("%Y-%m-%dT%H:%M:%SZ"), "eventSource": service + ".amazonaws.com",
              "eventName": name, "awsRegion": region, "sourceIPAddress": address, "userAgent": agent}
    if error:
        record["errorCode"] = error
        record["errorMessage"] = f"User: {identity.get('arn')} is not authorized to perform: {service}:{name}"
    record |= {"requestParameters": parameters, "responseElements": None, "requestID": "%032x" % R.getrandbits(128), "eventID": "%032x" % R.getrandbits(128),
               "readOnly": name.startswith(("Get", "List", "Describe")), "eventType": "AwsApiCall", "managementEvent": True, "recipientAccountId": ACCOUNT,
               "eventCategory": "Management"}
    records.append(record)


def office_day(day):
    for _ in range(60):
        when = day + timedelta(hours=8, seconds=R.randrange(9 * 3600))
        name, service = R.choice([("DescribeInstances", "ec2"), ("ListObjects", "s3"), ("GetObject", "s3"), ("PutObject", "s3"), ("DescribeLogGroups", "logs"),
                                  ("GetMetricData", "monitoring"), ("ListFunctions20150331", "lambda"), ("GetCallerIdentity", "sts")])
        call(ALICE, when, name, service, "eu-central-1", R.choice(["192.0.2.17", "192.0.2.17", "192.0.2.18"]), R.choice([CLI, CLI, CONSOLE]),
             "AccessDenied" if R.random() < 0.02 else None)


def deploy(day):
    session, key = f"deploy-{day:%Y%m%d}", f"ASIAEXAMPLEDEPLOY{day:%d}0"
    role = {"type": "AssumedRole", "principalId": f"AROAEXAMPLECI00000001:{session}", "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/ci-deploy/{session}",
            "accountId": ACCOUNT, "accessKeyId": key,
            "sessionContext": {"sessionIssuer": {"type": "Role", "principalId": "AROAEXAMPLECI00000001", "arn": f"arn:aws:iam::{ACCOUNT}:role/ci-deploy",
                                                 "accountId": ACCOUNT, "userName": "ci-deploy"}}}
    start = day + timedelta(hours=2, seconds=R.randrange(600))
    service = {"type": "AWSService", "invokedBy": "codebuild.amazonaws.com"}
    call(service, start, "AssumeRole", "sts", "eu-central-1", "codebuild.amazonaws.com", "codebuild.amazonaws.com", None,
         {"roleArn": f"arn:aws:iam::{ACCOUNT}:role/ci-deploy", "roleSessionName": session})
    for i in range(35):
        name, owner = R.choice([("DescribeStacks", "cloudformation"), ("UpdateStack", "cloudformation"), ("PutObject", "s3"), ("UpdateService", "ecs"),
                                ("RegisterTaskDefinition", "ecs"), ("DescribeServices", "ecs"), ("GetAuthorizationToken", "ecr")])
        call(role, start + timedelta(seconds=5 + i * 7), name, owner, "eu-central-1", "198.51.100.40", TERRAFORM)


def takeover(day):
    when = day + timedelta(hours=22, minutes=41)
    quiet = ("ap-southeast-3", "203.0.113.66", KALI)
    steps = [("GetCallerIdentity", "sts", None), ("ListAttachedUserPolicies", "iam", "AccessDenied"), ("ListUsers", "iam", None), ("ListRoles", "iam", None),
             ("ListAccessKeys", "iam", None), ("ListBuckets", "s3", None), ("GetSendQuota", "ses", "AccessDenied"), ("ListSecrets", "secretsmanager", None),
             ("GetSecretValue", "secretsmanager", "AccessDenied"), ("GetSecretValue", "secretsmanager", "AccessDenied"), ("StopLogging", "cloudtrail", "AccessDenied"),
             ("DescribeInstances", "ec2", None), ("DescribeVpcs", "ec2", None), ("CreateUser", "iam", None), ("CreateAccessKey", "iam", None),
             ("AttachUserPolicy", "iam", None), ("CreateKeyPair", "ec2", None), ("CreateSecurityGroup", "ec2", None), ("AuthorizeSecurityGroupIngress", "ec2", None)]
    for name, service, error in steps:
        when += timedelta(seconds=R.randrange(4, 40))
        call(ALICE, when, name, service, *quiet, error)
    for _ in range(12):
        when += timedelta(seconds=R.randrange(2, 9))
        call(ALICE, when, "RunInstances", "ec2", *quiet, R.choice([None, None, "Client.InstanceLimitExceeded"]),
             {"instanceType": "p4d.24xlarge", "minCount": 1, "maxCount": 4})
    svc = {"type": "IAMUser", "principalId": "AIDAEXAMPLEBACKUP0001", "arn": f"arn:aws:iam::{ACCOUNT}:user/aws-backup-svc", "accountId": ACCOUNT,
           "accessKeyId": "AKIAEXAMPLEBACKUP001", "userName": "aws-backup-svc"}
    when += timedelta(minutes=9)
    for name, service in [("GetCallerIdentity", "sts"), ("ListBuckets", "s3"), ("GetBucketPolicy", "s3"), ("GetObject", "s3"), ("GetObject", "s3"), ("GetObject", "s3"),
                          ("CreateSnapshot", "ec2"), ("ModifySnapshotAttribute", "ec2"), ("DeleteTrail", "cloudtrail")]:
        when += timedelta(seconds=R.randrange(3, 30))
        call(svc, when, name, service, *quiet)


for number in range(3):
    office_day(DAY + timedelta(days=number))
    deploy(DAY + timedelta(days=number))
takeover(DAY + timedelta(days=2))
files = {}
for record in sorted(records, key=lambda r: r["eventTime"]):
    when = datetime.strptime(record["eventTime"], "%Y-%m-%dT%H:%M:%SZ")
    files.setdefault((record["awsRegion"], when.strftime("%Y/%m/%d"), when.strftime("%Y%m%dT%H00Z")), []).append(record)
for (region, day, hour), held in files.items():
    folder = os.path.join(OUT, "AWSLogs", ACCOUNT, "CloudTrail", region, day)
    os.makedirs(folder, exist_ok=True)
    tail = "%016x" % random.Random(region + hour).getrandbits(64)
    with open(os.path.join(folder, f"{ACCOUNT}_CloudTrail_{region}_{hour}_{tail}.json.gz"), "wb") as file:
        file.write(gzip.compress(json.dumps({"Records": held}, separators=(",", ":")).encode(), 9, mtime=0))
