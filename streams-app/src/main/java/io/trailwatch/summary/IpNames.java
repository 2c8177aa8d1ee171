package io.trailwatch.summary;

/** How a source IP is shown; with GeoIP on, {@code IP (ASN organisation, city, country)}. */
@FunctionalInterface
public interface IpNames {
    IpNames PLAIN = address -> address;

    String shown(String address);
}
