package io.trailwatch.ingest.connect;

/** The connector's version: that of its jar. */
final class Version {
    static final String TEXT = text();

    private Version() {}

    private static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "0.0.0" : version;
    }
}
