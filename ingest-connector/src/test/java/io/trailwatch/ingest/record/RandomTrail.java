package io.trailwatch.ingest.record;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random trails: valid ones full of traps, and damaged ones. Same seed, same bytes. */
public final class RandomTrail {
    private static final String[] KEYS = {
        "eventTime",
        "eventName",
        "eventSource",
        "awsRegion",
        "sourceIPAddress",
        "userAgent",
        "errorCode",
        "eventCategory",
        "eventID",
        "eventVersion",
        "eventType",
        "requestParameters",
        "x",
        "",
        "event",
        "eventNames",
        "UserIdentity",
        "arn",
        "detail",
        "CloudTrailEvent",
        "useragent",
        "a long key that is nothing but is long, and \\\"quoted\\\" é"
    };
    private static final String[] IDENTITY_KEYS = {
        "arn", "type", "accessKeyId", "arn ", "Arn", "userName", "", "sessionContext"
    };
    private static final String[] STRINGS = {
        "", "x", "arn:aws:iam::1:user/a", "AKIA1", "\\\"", "\\\\", "\\u00e9", "\\ud83d\\ude00", "\\ud83d", "\\ude00x",
                "\\ud83d\\u0041",
        "}]{[", "\\\\\\\"}", "é日本😀", "\\n\\t\\r\\b\\f\\/", "/", "{\\\"Records\\\":[", "2024-03-05T00:00:00Z", "\u007f",
                "\\u0000", "\u2028", "12345678\\\"",
        "a longer string that goes over several words of eight bytes each \\u0041 and on"
    };
    private static final String[] SCALARS = {
        "null", "true", "false", "0", "-0", "12", "1.5", "-1e9", "1E+2", "0.0e-1", "123456789012345678901234567890"
    };
    private static final String[] MORE = {"", "", "", " ", "  ", "\t", "\r\n", "\n"};

    private final Random random;
    private boolean lines;

    public RandomTrail(long seed) {
        random = new Random(seed);
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }

    private String blank() {
        String blank = pick(MORE);
        return lines ? blank.replace('\n', ' ').replace('\r', ' ') : blank;
    }

    private String string() {
        StringBuilder out = new StringBuilder("\"");
        for (int i = random.nextInt(3); i >= 0; i--) {
            out.append(pick(STRINGS));
        }
        return out.append('"').toString();
    }

    /** A key in quotes, now and then with escapes in it. */
    private String key(String key) {
        if (key.isEmpty() || key.indexOf('\\') >= 0 || random.nextInt(8) > 0) {
            return '"' + key + '"';
        }
        int at = random.nextInt(key.length());
        return '"'
                + key.substring(0, at)
                + String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) key.charAt(at))
                + key.substring(at + 1)
                + '"';
    }

    private String value(int depth) {
        int kind = random.nextInt(depth > 3 ? 2 : 4);
        return switch (kind) {
            case 0 -> pick(SCALARS);
            case 1 -> string();
            case 2 -> object(KEYS, random.nextInt(4), depth + 1);
            default -> {
                List<String> all = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    all.add(value(depth + 1));
                }
                yield array(all);
            }
        };
    }

    private String object(String[] keys, int members, int depth) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            all.add(member(pick(keys), value(depth)));
        }
        if (depth > 1 && random.nextInt(3) == 0) {
            all.add(member(
                    random.nextBoolean() ? "userIdentity" : "Records",
                    "[{\"arn\":\"decoy\",\"eventName\":\"Decoy\"}]"));
            all.add(member("userIdentity", "{\"arn\":\"decoy\"}"));
        }
        return object(all);
    }

    private String member(String key, String value) {
        return blank() + key(key) + blank() + ":" + blank() + value + blank();
    }

    private String object(List<String> members) {
        return members.isEmpty() ? "{" + blank() + "}" : "{" + String.join(",", members) + "}";
    }

    private String array(List<String> values) {
        return "[" + blank() + String.join(blank() + "," + blank(), values) + blank() + "]";
    }

    /** One record; once in a while something else. */
    public String record() {
        List<String> members = new ArrayList<>();
        for (int i = random.nextInt(7); i > 0; i--) {
            members.add(member(pick(KEYS), value(1)));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            members.add(
                    random.nextInt(members.size() + 1),
                    member(
                            "userIdentity",
                            random.nextInt(5) == 0 ? value(1) : object(IDENTITY_KEYS, random.nextInt(6), 2)));
        }
        return object(members);
    }

    private String enveloped() {
        return switch (random.nextInt(12)) {
            case 0 -> object(List.of(member("source", "\"aws.s3\""), member("detail", record())));
            case 1 ->
                object(List.of(
                        member("EventId", "\"1\""),
                        member(
                                "CloudTrailEvent",
                                "\""
                                        + record().replace("\\", "\\\\")
                                                .replace("\"", "\\\"")
                                                .replace("\n", "\\n")
                                                .replace("\r", "\\r")
                                                .replace("\t", "\\t")
                                        + "\"")));
            default -> record();
        };
    }

    /** A document of any shape. */
    public String document() {
        List<String> records = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            records.add(random.nextInt(30) == 0 ? value(2) : enveloped());
        }
        return switch (random.nextInt(5)) {
            case 0 -> array(records);
            case 1 -> enveloped();
            default -> {
                List<String> members = new ArrayList<>();
                for (int i = random.nextInt(3); i > 0; i--) {
                    members.add(member(
                            random.nextInt(4) == 0 ? "Records" : "meta", random.nextBoolean() ? value(1) : record()));
                }
                members.add(
                        random.nextInt(members.size() + 1),
                        member(random.nextInt(4) == 0 ? "Events" : "Records", array(records)));
                yield object(members);
            }
        };
    }

    /** Documents, each on a line of its own. */
    public String lines() {
        lines = true;
        StringBuilder out = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            out.append(document()).append(random.nextInt(4) == 0 ? "\r\n" : "\n");
        }
        lines = false;
        return out.toString();
    }

    /** Flips, cuts, inserts and repeats a few bytes; line feeds stay where they are. */
    public byte[] damage(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(3); i >= 0 && bytes.length > 0; i--) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(1 + random.nextInt(random.nextInt(4) == 0 ? 40 : 2), bytes.length - at);
            byte[] insert = switch (random.nextInt(5)) {
                case 0 -> new byte[0];
                case 1 -> new byte[] {(byte) (random.nextInt(12) == 0 ? random.nextInt(256) : 32 + random.nextInt(95))};
                case 2 -> java.util.Arrays.copyOfRange(bytes, at, at + length);
                default -> new byte[] {(byte) "{}[]\",:\\ue0 ".charAt(random.nextInt(12))};
            };
            boolean safe = true;
            for (int k = at; k < at + length; k++) {
                safe &= bytes[k] != '\n';
            }
            for (byte b : insert) {
                safe &= b != '\n';
            }
            if (safe) {
                bytes = splice(bytes, at, random.nextInt(3) == 0 ? 0 : length, insert);
            }
        }
        return bytes;
    }

    private static byte[] splice(byte[] bytes, int at, int cut, byte[] insert) {
        byte[] out = new byte[bytes.length - cut + insert.length];
        System.arraycopy(bytes, 0, out, 0, at);
        System.arraycopy(insert, 0, out, at, insert.length);
        System.arraycopy(bytes, at + cut, out, at + insert.length, bytes.length - at - cut);
        return out;
    }
}
