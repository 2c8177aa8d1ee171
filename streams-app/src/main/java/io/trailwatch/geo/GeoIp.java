package io.trailwatch.geo;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Reader;
import com.maxmind.geoip2.DatabaseReader;
import com.maxmind.geoip2.exception.GeoIp2Exception;
import com.maxmind.geoip2.model.AsnResponse;
import io.trailwatch.config.ConfigException;
import io.trailwatch.summary.IpNames;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shows a source IP as {@code IP (ASN organisation, city, country)} with English names and {@code -} for what is unknown.
 * Loopback is {@code Local}; private, link-local, multicast and unspecified addresses are {@code Private}; what is no IP
 * address stays as it is. Looks nothing up by name. Safe for any thread; look-ups are cached within bounds.
 */
public final class GeoIp implements IpNames, AutoCloseable {
    private static final int CACHED = 50_000;
    private static final String UNKNOWN = "-";

    private final DatabaseReader asn;
    private final DatabaseReader city;
    private final DatabaseReader country;
    private final Map<String, String> cache = new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > CACHED;
        }
    };

    private GeoIp(DatabaseReader asn, DatabaseReader city, DatabaseReader country) {
        this.asn = asn;
        this.city = city;
        this.country = country;
    }

    /**
     * Opens the three databases of a folder.
     *
     * @throws ConfigException when one is missing or damaged; the message names it
     */
    public static GeoIp open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new ConfigException(
                    "--geo-ip: " + folder + ": no such folder: give the one with the GeoLite2 databases");
        }
        DatabaseReader asn = database(folder, "GeoLite2-ASN.mmdb");
        DatabaseReader city = database(folder, "GeoLite2-City.mmdb");
        return new GeoIp(asn, city, database(folder, "GeoLite2-Country.mmdb"));
    }

    private static DatabaseReader database(Path folder, String name) {
        File file = folder.resolve(name).toFile();
        if (!file.isFile()) {
            throw new ConfigException(
                    "--geo-ip: " + folder + ": " + name + " is missing: download it from MaxMind into this folder");
        }
        try {
            return new DatabaseReader.Builder(file)
                    .fileMode(Reader.FileMode.MEMORY)
                    .withCache(new CHMCache())
                    .build();
        } catch (IOException | RuntimeException e) {
            throw new ConfigException(
                    "--geo-ip: " + file + ": no MaxMind database (" + e.getMessage() + "): download it again");
        }
    }

    @Override
    public String shown(String address) {
        synchronized (cache) {
            String known = cache.get(address);
            if (known != null) {
                return known;
            }
        }
        String shown = lookUp(address);
        if (address.length() <= 64) {
            synchronized (cache) {
                cache.put(address, shown);
            }
        }
        return shown;
    }

    private String lookUp(String address) {
        byte[] bytes = IpLiteral.parse(address.startsWith("::ffff:") ? address.substring(7) : address);
        if (bytes == null) {
            return address;
        }
        try {
            InetAddress ip = InetAddress.getByAddress(bytes);
            if (ip.isLoopbackAddress()) {
                return address + " (Local, -, -)";
            }
            return address + (IpLiteral.isPrivate(ip) ? " (Private, -, -)" : place(ip));
        } catch (UnknownHostException e) {
            return address;
        }
    }

    private String place(InetAddress ip) {
        String organisation = UNKNOWN;
        String cityName = UNKNOWN;
        String countryName = UNKNOWN;
        try {
            organisation = orUnknown(asn.tryAsn(ip)
                    .map(AsnResponse::autonomousSystemOrganization)
                    .orElse(null));
            cityName = orUnknown(
                    city.tryCity(ip).map(r -> r.city().names().get("en")).orElse(null));
            countryName = orUnknown(country.tryCountry(ip)
                    .map(r -> r.country().names().get("en"))
                    .orElse(null));
        } catch (IOException | GeoIp2Exception e) {
            // a damaged entry is an unknown place
        }
        return " (" + organisation + ", " + cityName + ", " + countryName + ")";
    }

    private static String orUnknown(@Nullable String name) {
        return name == null || name.isEmpty() ? UNKNOWN : name;
    }

    @Override
    public void close() {
        try {
            asn.close();
            city.close();
            country.close();
        } catch (IOException e) {
            throw new IllegalStateException("a GeoIP database could not be closed", e);
        }
    }
}
