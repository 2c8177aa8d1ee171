package io.trailwatch.geo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailwatch.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GeoIpTest {
    private static final Path DATABASES = Path.of("src/test/resources/golden/geo");
    private static GeoIp geo;

    @BeforeAll
    static void open() {
        geo = GeoIp.open(DATABASES);
    }

    @AfterAll
    static void close() {
        geo.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "127.0.0.1|127.0.0.1 (Local, -, -)",
                "127.9.9.9|127.9.9.9 (Local, -, -)",
                "::1|::1 (Local, -, -)",
                "10.1.2.3|10.1.2.3 (Private, -, -)",
                "172.31.255.255|172.31.255.255 (Private, -, -)",
                "192.168.0.1|192.168.0.1 (Private, -, -)",
                "169.254.169.254|169.254.169.254 (Private, -, -)",
                "224.0.0.1|224.0.0.1 (Private, -, -)",
                "0.0.0.0|0.0.0.0 (Private, -, -)",
                "fd00::1|fd00::1 (Private, -, -)",
                "fe80::1|fe80::1 (Private, -, -)",
                "::|:: (Private, -, -)",
                "::ffff:10.0.0.1|::ffff:10.0.0.1 (Private, -, -)",
                "89.160.20.112|89.160.20.112 (Bredband2 AB, Linköping, Sweden)",
                "::ffff:89.160.20.112|::ffff:89.160.20.112 (Bredband2 AB, Linköping, Sweden)",
                "240.0.0.1|240.0.0.1 (-, -, -)",
            })
    void showsWhereAnAddressLies(String address, String shown) {
        assertThat(geo.shown(address)).isEqualTo(shown);
        assertThat(geo.shown(address)).as("from the cache").isEqualTo(shown);
    }

    @Test
    void looksUpPublicIpv6() {
        assertThat(geo.shown("2003::1")).isEqualTo("2003::1 (Deutsche Telekom AG, -, -)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cloudtrail.amazonaws.com",
                "",
                "-",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "01.2.3.4",
                "127.1",
                "1::2::3",
                "12345::1",
                "1:2:3:4:5:6:7:8:9",
                "AWS Internal",
                "::ffff:",
                "1.2.3.4 ",
                "[::1]",
                "1.2.3.4/8"
            })
    void leavesWhatIsNoAddressAsItIs(String text) {
        assertThat(geo.shown(text)).isEqualTo(text);
    }

    @Test
    void namesWhatIsMissingOrDamaged(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> GeoIp.open(folder.resolve("none")))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("none: no such folder: give the one with the GeoLite2 databases");
        assertThatThrownBy(() -> GeoIp.open(folder)).hasMessageContaining("GeoLite2-ASN.mmdb is missing");
        Files.writeString(folder.resolve("GeoLite2-ASN.mmdb"), "no database");
        assertThatThrownBy(() -> GeoIp.open(folder)).hasMessageContaining("GeoLite2-ASN.mmdb: no MaxMind database");
    }
}
