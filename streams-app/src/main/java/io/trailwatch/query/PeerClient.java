package io.trailwatch.query;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.NoSuchElementException;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/** Asks other instances over HTTP, at the addresses that Kafka Streams' metadata names and nowhere else. */
final class PeerClient implements Peers {
    /** Instances are near each other. */
    private static final int CONNECT_MILLIS = 1_000;

    private final PeerSettings settings;
    private final int timeoutMillis;
    private final PeerTroubles troubles = new PeerTroubles(System::nanoTime);

    PeerClient(PeerSettings settings, Duration timeout) {
        this.settings = settings;
        this.timeoutMillis = Math.toIntExact(timeout.toMillis());
    }

    @Override
    public <T> Part<T> ask(Instance peer, Question<T> question, Collection<Integer> partitions, boolean stale) {
        try (Lines lines = lines(peer, question.kind(), question, partitions, stale)) {
            Wire.Head head = checked(lines.read(Wire.Head.class), partitions);
            T value = head.served().isEmpty() ? question.merge(List.of()) : lines.read(question.type());
            lines.end();
            return new Part<>(head.served(), head.stale(), value);
        } catch (IOException | RuntimeException e) {
            throw failed(peer, e);
        }
    }

    @Override
    public Part<Summaries> summaries(
            Instance peer, Questions.AllSummaries question, Collection<Integer> partitions, boolean stale) {
        Lines lines = null;
        try {
            lines = lines(peer, Questions.AllSummaries.KIND, question, partitions, stale);
            Wire.Head head = checked(lines.read(Wire.Head.class), partitions);
            return new Part<>(head.served(), head.stale(), new Remote(peer, lines));
        } catch (IOException | RuntimeException e) {
            if (lines != null) {
                lines.close();
            }
            throw failed(peer, e);
        }
    }

    private RuntimeException failed(Instance peer, Exception e) {
        if (e instanceof PeerException || e instanceof TooCostlyException) {
            return (RuntimeException) e;
        }
        troubles.of(peer, e);
        return new PeerException("instance " + peer.address() + " did not answer", e);
    }

    private static Wire.Head checked(Wire.Head head, Collection<Integer> asked) throws IOException {
        if (!asked.containsAll(head.served())
                || !head.served().containsAll(head.stale().keySet())) {
            throw new IOException("answer for partitions that were not asked for");
        }
        return head;
    }

    private Lines lines(Instance peer, String kind, Object question, Collection<Integer> partitions, boolean stale)
            throws IOException {
        if (settings.token() == null) {
            throw new PeerException("no peer token: other instances can't be asked", null);
        }
        String scheme = settings.tls() == null ? "http" : "https";
        URI uri = URI.create(scheme + "://" + peer.address() + Wire.PATH + kind);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        if (connection instanceof HttpsURLConnection https && settings.tls() != null) {
            https.setSSLSocketFactory(settings.tls().getSocketFactory());
        }
        connection.setConnectTimeout(Math.min(timeoutMillis, CONNECT_MILLIS));
        connection.setReadTimeout(timeoutMillis);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("Authorization", "Bearer " + settings.token());
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setRequestProperty(Wire.HOP_HEADER, "1");
        byte[] body = Wire.JSON.writeValueAsBytes(
                new Wire.Asked(List.copyOf(partitions), stale, Wire.JSON.valueToTree(question)));
        connection.setFixedLengthStreamingMode(body.length);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        int status = connection.getResponseCode();
        if (status == 422) {
            connection.disconnect();
            throw new TooCostlyException("an instance has too many users for this question: narrow it with search,"
                    + " from or to, or ask user by user");
        }
        if (status != 200) {
            connection.disconnect();
            throw new HttpStatusException(status);
        }
        return new Lines(connection, new BufferedInputStream(connection.getInputStream(), 32 << 10));
    }

    /** An answer's lines. */
    private static final class Lines implements AutoCloseable {
        private final HttpURLConnection connection;
        private final InputStream in;
        private byte[] line = new byte[8 << 10];
        private boolean ended;

        Lines(HttpURLConnection connection, InputStream in) {
            this.connection = connection;
            this.in = in;
        }

        <T> T read(Class<T> type) throws IOException {
            int length = next();
            return Wire.JSON.readValue(line, 0, length, type);
        }

        /** The next value, or null at the end. */
        <T> @Nullable T readOrEnd(Class<T> type) throws IOException {
            int length = next();
            if (isEnd(length)) {
                ended = true;
                return null;
            }
            return Wire.JSON.readValue(line, 0, length, type);
        }

        void end() throws IOException {
            if (!isEnd(next())) {
                throw new IOException("answer goes on after its end");
            }
            ended = true;
        }

        private boolean isEnd(int length) {
            if (length != Wire.END.length()) {
                return false;
            }
            for (int i = 0; i < length; i++) {
                if (line[i] != Wire.END.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        private int next() throws IOException {
            int length = 0;
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("answer broke off");
                }
                if (length == Wire.LONGEST_LINE) {
                    throw new IOException("answer's line is too long");
                }
                if (length == line.length) {
                    line = java.util.Arrays.copyOf(line, Math.min(length * 2, Wire.LONGEST_LINE));
                }
                line[length++] = (byte) c;
            }
            return length;
        }

        @Override
        public void close() {
            try {
                if (ended) {
                    in.close();
                    return;
                }
            } catch (IOException e) {
                // the answer was whole; its connection is not used again
            }
            connection.disconnect();
        }
    }

    /** Another answer than there should be. */
    static final class HttpStatusException extends IOException {
        final int status;

        HttpStatusException(int status) {
            super("HTTP " + status);
            this.status = status;
        }
    }

    private final class Remote implements Summaries {
        private final Instance peer;
        private final Lines lines;
        private @Nullable OrderedSummary ahead;

        Remote(Instance peer, Lines lines) {
            this.peer = peer;
            this.lines = lines;
            advance();
        }

        private void advance() {
            try {
                ahead = lines.readOrEnd(OrderedSummary.class);
                if (ahead == null) {
                    lines.close();
                }
            } catch (IOException e) {
                throw failed(peer, e);
            }
        }

        @Override
        public boolean hasNext() {
            return ahead != null;
        }

        @Override
        public OrderedSummary next() {
            OrderedSummary now = ahead;
            if (now == null) {
                throw new NoSuchElementException();
            }
            advance();
            return now;
        }

        @Override
        public void close() {
            lines.close();
        }
    }
}
