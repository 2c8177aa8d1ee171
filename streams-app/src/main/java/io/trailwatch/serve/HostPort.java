package io.trailwatch.serve;

import io.trailwatch.config.ConfigException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Where to listen, or where an instance is reached.
 *
 * @param host a name or address, without the brackets that an IPv6 address has in text
 * @param port 0 for any free one
 */
public record HostPort(String host, int port) {
    /**
     * Reads {@code HOST:PORT} or {@code [IPv6]:PORT}.
     *
     * @param option for the message
     * @throws ConfigException when the text is no such thing
     */
    public static HostPort parse(String option, String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
        }
        boolean wellFormed = !host.isEmpty()
                && (bracketed ? host.matches("[0-9A-Fa-f:.]+") : host.matches("[A-Za-z0-9._-]+"))
                && text.substring(colon + 1).matches("[0-9]{1,5}")
                && Integer.parseInt(text.substring(colon + 1)) <= 65535;
        if (!wellFormed) {
            throw new ConfigException(option + ": '" + text.replaceAll("\\p{Cntrl}", "\uFFFD")
                    + "' is no HOST:PORT: give for example 127.0.0.1:8765 or [::1]:8765");
        }
        return new HostPort(host, Integer.parseInt(text.substring(colon + 1)));
    }

    /** Whether only this machine reaches it. A name that can't be resolved counts as reachable from outside. */
    public boolean loopback() {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (!address.isLoopbackAddress()) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
