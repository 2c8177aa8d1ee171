package io.trailwatch.ingest.archive;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses gzip (RFC 1952) of one or more members, checking each member's CRC and length. Zero bytes after the last
 * member are padding; anything else there is damage.
 */
final class Gunzip implements AutoCloseable {
    private static final int HEADER = 10;
    private static final int TRAILER = 8;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final ByteFeed feed;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private long limit;
    private long produced;
    private boolean inMember;

    Gunzip(ByteFeed feed) {
        this.feed = feed;
    }

    static boolean isGzip(ByteFeed feed) throws DamageException {
        return feed.need(2)
                && feed.array()[feed.position()] == 0x1f
                && feed.array()[feed.position() + 1] == (byte) 0x8b;
    }

    void start(long limit) {
        this.limit = limit;
        produced = 0;
        inMember = false;
    }

    /** Decompresses into {@code target}; -1 after the last member. What is whole comes out before damage is told. */
    int read(byte[] target, int offset, int length) throws DamageException {
        while (true) {
            if (inMember && inflater.finished()) {
                trailer();
            }
            if (!inMember && !nextMember()) {
                return -1;
            }
            int n = inflate(target, offset, length);
            if (n > 0) {
                crc.update(target, offset, n);
                produced += n;
                if (produced > limit) {
                    throw new DamageException(Damage.TOO_LARGE, "more than " + limit + " bytes");
                }
                return n;
            }
        }
    }

    private int inflate(byte[] target, int offset, int length) throws DamageException {
        long before = inflater.getBytesWritten();
        try {
            while (true) {
                int n = inflater.inflate(target, offset, length);
                if (n > 0 || inflater.finished()) {
                    return n;
                }
                if (inflater.needsDictionary()) {
                    throw corrupt("a preset dictionary");
                }
                feed.advance(feed.remaining());
                if (!feed.need(1)) {
                    throw truncated();
                }
                inflater.setInput(feed.array(), feed.position(), feed.remaining());
            }
        } catch (DataFormatException e) {
            int n = (int) (inflater.getBytesWritten() - before);
            if (n > 0) {
                return n; // The next call meets the same damage again.
            }
            throw corrupt(String.valueOf(e.getMessage()));
        }
    }

    private boolean nextMember() throws DamageException {
        while (feed.need(1) && feed.array()[feed.position()] == 0) {
            feed.advance(1);
        }
        if (!feed.need(1)) {
            return false;
        }
        if (!isGzip(feed)) {
            throw feed.remaining() == 1 && feed.array()[feed.position()] == 0x1f
                    ? truncated()
                    : corrupt("other bytes after the compressed data");
        }
        header();
        inflater.reset();
        crc.reset();
        inflater.setInput(feed.array(), feed.position(), feed.remaining());
        inMember = true;
        return true;
    }

    private void header() throws DamageException {
        require(HEADER);
        int flags = feed.array()[feed.position() + 3];
        if (feed.array()[feed.position() + 2] != 8 || (flags & RESERVED) != 0) {
            throw corrupt("unknown compression method or flags");
        }
        feed.advance(HEADER);
        if ((flags & EXTRA) != 0) {
            require(2);
            int extra = (int) little(feed.position(), 2);
            feed.advance(2);
            skip(extra);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            skip(2);
        }
    }

    private void trailer() throws DamageException {
        feed.advance(feed.remaining() - inflater.getRemaining());
        require(TRAILER);
        int p = feed.position();
        if (little(p, 4) != crc.getValue()) {
            throw corrupt("checksum does not match");
        }
        if (little(p + 4, 4) != (inflater.getBytesWritten() & 0xffffffffL)) {
            throw corrupt("length does not match");
        }
        feed.advance(TRAILER);
        inMember = false;
    }

    private void skipText() throws DamageException {
        do {
            require(1);
            feed.advance(1);
        } while (feed.array()[feed.position() - 1] != 0);
    }

    private void skip(int count) throws DamageException {
        for (int left = count; left > 0; ) {
            require(1);
            int n = Math.min(left, feed.remaining());
            feed.advance(n);
            left -= n;
        }
    }

    private void require(int count) throws DamageException {
        if (!feed.need(count)) {
            throw truncated();
        }
    }

    private long little(int p, int bytes) {
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = value << 8 | (feed.array()[p + i] & 0xff);
        }
        return value;
    }

    private DamageException corrupt(String detail) {
        return new DamageException(Damage.CORRUPT_GZIP, detail + ", after " + produced + " bytes");
    }

    private DamageException truncated() {
        return new DamageException(Damage.TRUNCATED_GZIP, "ends after " + produced + " bytes");
    }

    @Override
    public void close() {
        inflater.end();
    }
}
