{{- define "trailwatch.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{- define "trailwatch.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains (include "trailwatch.name" .) .Release.Name }}
{{- .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "trailwatch.name" .) | trunc 40 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "trailwatch.selector" -}}
app.kubernetes.io/name: {{ include "trailwatch.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: monitor
{{- end }}

{{- define "trailwatch.connectSelector" -}}
app.kubernetes.io/name: {{ include "trailwatch.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: connect
{{- end }}

{{- define "trailwatch.common" -}}
app.kubernetes.io/name: {{ include "trailwatch.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: trailwatch
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "trailwatch.labels" -}}
{{ include "trailwatch.common" . }}
app.kubernetes.io/component: monitor
{{- end }}

{{- define "trailwatch.connectLabels" -}}
{{ include "trailwatch.common" . }}
app.kubernetes.io/component: connect
{{- end }}

{{- /* An image by its digest where there is one, else by its tag. Takes a list of the image's values and the root. */ -}}
{{- define "trailwatch.image" -}}
{{- $image := index . 0 }}
{{- $root := index . 1 }}
{{- if $image.digest }}
{{- printf "%s@%s" $image.repository $image.digest }}
{{- else }}
{{- printf "%s:%s" $image.repository (default $root.Chart.AppVersion $image.tag) }}
{{- end }}
{{- end }}

{{- define "trailwatch.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "trailwatch.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "trailwatch.connectServiceAccount" -}}
{{- if .Values.connect.serviceAccount.create }}
{{- default (printf "%s-connect" (include "trailwatch.fullname" .)) .Values.connect.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.connect.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "trailwatch.scheme" -}}
{{- if .Values.tls.secretName }}https{{ else }}http{{ end }}
{{- end }}

{{- define "trailwatch.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "trailwatch.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- /* The worker's properties, for a Deployment. */ -}}
{{- define "trailwatch.connectProperties" -}}
bootstrap.servers={{ .Values.kafka.bootstrapServers }}
group.id={{ .Values.connect.groupId }}
config.storage.topic={{ .Values.connect.groupId }}-configs
offset.storage.topic={{ .Values.connect.groupId }}-offsets
status.storage.topic={{ .Values.connect.groupId }}-status
config.storage.replication.factor={{ .Values.connect.replication }}
offset.storage.replication.factor={{ .Values.connect.replication }}
status.storage.replication.factor={{ .Values.connect.replication }}
key.converter=org.apache.kafka.connect.converters.ByteArrayConverter
value.converter=org.apache.kafka.connect.converters.ByteArrayConverter
exactly.once.source.support=enabled
plugin.path=/opt/plugins
plugin.discovery=service_load
listeners=http://:8083
rest.advertised.host.name=${env:POD_IP}
config.providers=env{{ if .Values.connect.secretName }},directory{{ end }}
config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider
config.providers.env.param.allowlist.pattern=(POD_IP|AWS_REGION)
{{- if .Values.connect.secretName }}
config.providers.directory.class=org.apache.kafka.common.config.provider.DirectoryConfigProvider
config.providers.directory.param.allowed.paths=/etc/trailwatch/secrets
{{- end }}
producer.compression.type=lz4
producer.batch.size=524288
{{- end }}

{{- /* What a release needs and the schema can't say. */ -}}
{{- define "trailwatch.check" -}}
{{- if not .Values.kafka.bootstrapServers }}
{{- fail "kafka.bootstrapServers: name the brokers, for example broker-0:9092,broker-1:9092" }}
{{- end }}
{{- if not .Values.auth.tokensSecret.name }}
{{- fail "auth.tokensSecret.name: name the Secret with the tokens of those who may ask (kubectl create secret generic NAME --from-literal=tokens=$(openssl rand -hex 32))" }}
{{- end }}
{{- if not .Values.auth.peerTokenSecret.name }}
{{- fail "auth.peerTokenSecret.name: name the Secret with the token that the instances share (kubectl create secret generic NAME --from-literal=peer-token=$(openssl rand -hex 32))" }}
{{- end }}
{{- if and (gt (int .Values.app.standby) 0) (ge (int .Values.app.standby) (int .Values.replicas)) }}
{{- fail (printf "app.standby: %d copies on other instances need more than %d replicas: raise replicas, or set app.standby to 0" (int .Values.app.standby) (int .Values.replicas)) }}
{{- end }}
{{- if and .Values.ingress.enabled (not .Values.ingress.host) }}
{{- fail "ingress.host: the ingress needs a host name: set it, or ingress.enabled to false" }}
{{- end }}
{{- if and .Values.connect.enabled (eq .Values.connect.mode "strimzi") .Values.kafka.configSecret.name (not .Values.connect.strimzi.spec) }}
{{- fail "connect.strimzi.spec: kafka.configSecret is for the monitor and the Deployment; tell Strimzi in connect.strimzi.spec (authentication, tls) how Kafka is reached" }}
{{- end }}
{{- end }}
