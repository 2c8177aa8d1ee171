package io.trailwatch.ingest.record;

/** Numbers for the keys that {@link RecordScanner} looks for: the fields by their ordinal, then the keys around records. */
final class Slot {
    static final int EVENT_TIME = EventField.EVENT_TIME.ordinal();
    static final int EVENT_NAME = EventField.EVENT_NAME.ordinal();
    static final int EVENT_SOURCE = EventField.EVENT_SOURCE.ordinal();
    static final int AWS_REGION = EventField.AWS_REGION.ordinal();
    static final int SOURCE_IP = EventField.SOURCE_IP.ordinal();
    static final int USER_AGENT = EventField.USER_AGENT.ordinal();
    static final int ERROR_CODE = EventField.ERROR_CODE.ordinal();
    static final int EVENT_CATEGORY = EventField.EVENT_CATEGORY.ordinal();
    static final int EVENT_ID = EventField.EVENT_ID.ordinal();
    static final int USER_ARN = EventField.USER_ARN.ordinal();
    static final int USER_TYPE = EventField.USER_TYPE.ordinal();
    static final int ACCESS_KEY_ID = EventField.ACCESS_KEY_ID.ordinal();

    private static final int FIELDS = EventField.values().length;
    static final int USER_IDENTITY = FIELDS;
    static final int EVENT_VERSION = FIELDS + 1;
    static final int EVENT_TYPE = FIELDS + 2;
    static final int RECORDS = FIELDS + 3;
    static final int EVENTS = FIELDS + 4;
    static final int DETAIL = FIELDS + 5;
    static final int CLOUD_TRAIL_EVENT = FIELDS + 6;
    static final int COUNT = FIELDS + 7;
    static final int NONE = -1;

    /** The slots below {@code userIdentity}, as bits. */
    static final int IDENTITY_BITS = 1 << USER_ARN | 1 << USER_TYPE | 1 << ACCESS_KEY_ID;
    /** A record has at least one of these: no other JSON that lies in a trail's bucket does. */
    static final int EVENT_BITS = 1 << EVENT_TIME
            | 1 << EVENT_NAME
            | 1 << EVENT_SOURCE
            | 1 << EVENT_ID
            | 1 << EVENT_VERSION
            | 1 << EVENT_TYPE
            | 1 << USER_IDENTITY;

    private static final long EVENT_TI = word("eventTim");
    private static final long EVENT_NA = word("eventNam");
    private static final long USER_AGE = word("userAgen");
    private static final long AWS_REGI = word("awsRegio");
    private static final long ERROR_CO = word("errorCod");
    private static final long EVENT_TY = word("eventTyp");
    private static final long EVENT_SO = word("eventSou");
    private static final long EVENT_VE = word("eventVer");
    private static final long EVENT_CA = word("eventCat");
    private static final long USER_IDE = word("userIden");
    private static final long SOURCE_I = word("sourceIP");
    private static final long CLOUD_TR = word("CloudTra");
    private static final long ACCESS_K = word("accessKe");
    private static final long EVENT_ID_WORD = word("eventID");
    private static final long RECORDS_WORD = word("Records");
    private static final long EVENTS_WORD = word("Events");
    private static final long DETAIL_WORD = word("detail");
    private static final long ARN_WORD = word("arn");
    private static final long TYPE_WORD = word("type");

    private Slot() {}

    /** The slot of a key of the record itself, without escapes, or {@link #NONE}. */
    static int ofRecord(byte[] b, int p, int length) {
        if (length < 6 || length > 15) {
            return NONE;
        }
        long head = JsonBytes.head(b, p, length);
        switch (length) {
            case 6 -> {
                return head == EVENTS_WORD ? EVENTS : head == DETAIL_WORD ? DETAIL : NONE;
            }
            case 7 -> {
                return head == EVENT_ID_WORD ? EVENT_ID : head == RECORDS_WORD ? RECORDS : NONE;
            }
            case 9 -> {
                byte last = b[p + 8];
                if (last == 'e') {
                    return head == EVENT_TI
                            ? EVENT_TIME
                            : head == EVENT_NA
                                    ? EVENT_NAME
                                    : head == ERROR_CO ? ERROR_CODE : head == EVENT_TY ? EVENT_TYPE : NONE;
                }
                return last == 't' && head == USER_AGE
                        ? USER_AGENT
                        : last == 'n' && head == AWS_REGI ? AWS_REGION : NONE;
            }
            case 11 -> {
                return head == EVENT_SO && tail(b, p + 8, "rce") ? EVENT_SOURCE : NONE;
            }
            case 12 -> {
                return head == USER_IDE && tail(b, p + 8, "tity")
                        ? USER_IDENTITY
                        : head == EVENT_VE && tail(b, p + 8, "sion") ? EVENT_VERSION : NONE;
            }
            case 13 -> {
                return head == EVENT_CA && tail(b, p + 8, "egory") ? EVENT_CATEGORY : NONE;
            }
            case 15 -> {
                return head == SOURCE_I && tail(b, p + 8, "Address")
                        ? SOURCE_IP
                        : head == CLOUD_TR && tail(b, p + 8, "ilEvent") ? CLOUD_TRAIL_EVENT : NONE;
            }
            default -> {
                return NONE;
            }
        }
    }

    /** The slot of a key of {@code userIdentity}, without escapes, or {@link #NONE}. */
    static int ofIdentity(byte[] b, int p, int length) {
        return switch (length) {
            case 3 -> JsonBytes.head(b, p, 3) == ARN_WORD ? USER_ARN : NONE;
            case 4 -> JsonBytes.head(b, p, 4) == TYPE_WORD ? USER_TYPE : NONE;
            case 11 -> JsonBytes.head(b, p, 11) == ACCESS_K && tail(b, p + 8, "yId") ? ACCESS_KEY_ID : NONE;
            default -> NONE;
        };
    }

    private static boolean tail(byte[] b, int p, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (b[p + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static long word(String text) {
        long w = 0;
        for (int i = text.length() - 1; i >= 0; i--) {
            w = w << 8 | text.charAt(i);
        }
        return w;
    }
}
