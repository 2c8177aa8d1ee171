# A Kafka Connect worker with Trailwatch's source connector and an agent that shows its metrics to Prometheus.
# Build from the project's folder: docker build -f docker/connect.Dockerfile -t trailwatch-connect .
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY pom.xml LICENSE ./
COPY .mvn .mvn
COPY config config
COPY docs docs
COPY ingest-connector ingest-connector
COPY streams-app/pom.xml streams-app/pom.xml
COPY docker/worker docker/worker
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -q -Dmaven.test.skip=true -pl ingest-connector package \
    && mvn -B -ntp -q -f docker/worker/pom.xml package \
    && mkdir -p /opt/plugins \
    && cp -r ingest-connector/target/plugin/. /opt/plugins/

FROM eclipse-temurin:25-jre
RUN groupadd --system --gid 10001 trailwatch \
    && useradd --system --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin trailwatch
COPY --from=build /src/docker/worker/target/lib /opt/trailwatch/lib
COPY --from=build /src/docker/worker/target/agent /opt/trailwatch/agent
COPY --from=build /opt/plugins /opt/plugins
COPY docker/worker/log4j2.xml docker/worker/metrics.yaml docker/http.sh docker/connect.sh /opt/trailwatch/
COPY config/connect-distributed.properties /opt/trailwatch/
USER 10001:10001
EXPOSE 8083 9404
HEALTHCHECK --interval=10s --timeout=10s --start-period=90s --retries=6 \
    CMD ["/opt/trailwatch/http.sh", "GET", "127.0.0.1", "8083", "/health"]
ENTRYPOINT ["/opt/trailwatch/connect.sh"]
CMD ["worker"]
