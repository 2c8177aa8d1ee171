package io.trailwatch.geo;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** IP addresses as text, read without asking any name server. */
final class IpLiteral {
    private static final int LONGEST = 45;

    private IpLiteral() {}

    /** Four or sixteen bytes, or null where the text is no address. Forms that resolvers take for IPv4 (127.1, octal) are none. */
    static byte @Nullable [] parse(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return null;
        }
        return text.indexOf(':') >= 0 ? v6(text) : v4(text);
    }

    private static byte @Nullable [] v4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            String part = parts[i];
            if (!part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) {
                return null;
            }
            bytes[i] = (byte) Integer.parseInt(part);
        }
        return bytes;
    }

    private static byte @Nullable [] v6(String text) {
        int gap = text.indexOf("::");
        if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
            return null;
        }
        byte[] head = groups(gap >= 0 ? text.substring(0, gap) : text, gap < 0);
        byte[] tail = gap >= 0 ? groups(text.substring(gap + 2), true) : new byte[0];
        if (head == null || tail == null) {
            return null;
        }
        int length = head.length + tail.length;
        if (gap < 0 ? length != 16 : length > 14) {
            return null;
        }
        byte[] bytes = new byte[16];
        System.arraycopy(head, 0, bytes, 0, head.length);
        System.arraycopy(tail, 0, bytes, 16 - tail.length, tail.length);
        return bytes;
    }

    private static byte @Nullable [] groups(String text, boolean last) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        String[] parts = text.split(":", -1);
        if (parts.length > 8) {
            return null;
        }
        byte[] bytes = new byte[parts.length * 2 + 2];
        int used = 0;
        for (int i = 0; i < parts.length; i++) {
            if (last && i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
                byte[] four = v4(parts[i]);
                if (four == null) {
                    return null;
                }
                System.arraycopy(four, 0, bytes, used, 4);
                used += 4;
            } else if (parts[i].matches("[0-9A-Fa-f]{1,4}")) {
                int group = Integer.parseInt(parts[i], 16);
                bytes[used++] = (byte) (group >> 8);
                bytes[used++] = (byte) group;
            } else {
                return null;
            }
        }
        return java.util.Arrays.copyOf(bytes, used);
    }

    /** RFC 1918, unique-local, link-local, multicast or unspecified. */
    static boolean isPrivate(InetAddress ip) {
        byte[] bytes = ip.getAddress();
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xFE) == 0xFC;
        return ip.isSiteLocalAddress()
                || uniqueLocal
                || ip.isLinkLocalAddress()
                || ip.isMulticastAddress()
                || ip.isAnyLocalAddress();
    }
}
