package io.trailwatch.http;

import io.trailwatch.query.Answer;
import io.trailwatch.query.BusyException;
import io.trailwatch.query.Changes;
import io.trailwatch.query.Summaries;
import io.trailwatch.query.UserEntry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells clients of users that changed. One thread follows the topic while there are clients and a while longer; a change is
 * told when the store has taken it in, and each user at most once in a turn.
 */
final class StreamHub implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamHub.class);
    /** Users told in one turn; the others wait for the next. */
    private static final int MOST_IN_TURN = 200;

    private static final Duration GIVE_UP_ON_USER = Duration.ofSeconds(30);
    private static final Duration LINGER = Duration.ofMinutes(2);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] COMMENT = ": still here\n\n".getBytes(StandardCharsets.US_ASCII);

    /** What became of a user; {@code entry} is null where the list has none of it. */
    private record Looked(boolean taken, @Nullable UserEntry entry) {}

    private final ApiParts parts;
    private final ApiLimits limits;
    private final Set<SseClient> clients = ConcurrentHashMap.newKeySet();
    private final SentEvents sent = new SentEvents();
    private final ChangedUsers changed = new ChangedUsers(GIVE_UP_ON_USER.toNanos());
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable Thread follower;
    private long lastComment;

    StreamHub(ApiParts parts, ApiLimits limits) {
        this.parts = parts;
        this.limits = limits;
    }

    /**
     * Adds a client and sends it what it missed.
     *
     * @param lastId the {@code Last-Event-ID} that it shows, or null
     */
    void add(SseClient client, @Nullable String lastId) {
        synchronized (this) {
            checkPlace();
            clients.add(client);
            Thread running = follower;
            if (running == null || !running.isAlive()) {
                sent.startOver();
                Thread thread = new Thread(this::follow, "change-stream");
                thread.setDaemon(true);
                thread.start();
                follower = thread;
            }
        }
        for (byte[] event : sent.since(lastId)) {
            send(client, event);
        }
    }

    /** @throws BusyException when no more clients are taken */
    void checkPlace() {
        if (clients.size() >= limits.streams()) {
            throw new BusyException("there are " + limits.streams() + " clients of the stream already");
        }
    }

    void remove(SseClient client) {
        clients.remove(client);
    }

    int clients() {
        return clients.size();
    }

    private void follow() {
        try (Changes changes = parts.changes().open()) {
            long alone = System.nanoTime();
            while (!closed.get()) {
                if (!clients.isEmpty()) {
                    alone = System.nanoTime();
                } else if (over(alone, LINGER) && ended()) {
                    return;
                }
                turn(changes);
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "the topic can't be followed for clients of the stream: {}",
                    e.getClass().getName());
            LOG.debug("the topic can't be followed", e);
        } finally {
            synchronized (this) {
                if (follower == Thread.currentThread()) {
                    follower = null;
                }
            }
            drop();
        }
    }

    /** Whether nobody came meanwhile; then the next client starts anew. */
    private synchronized boolean ended() {
        if (clients.isEmpty()) {
            follower = null;
            return true;
        }
        return false;
    }

    private void turn(Changes changes) {
        long end = System.nanoTime() + limits.throttle().toNanos();
        for (long left = end - System.nanoTime(); left > 0 && !closed.get(); left = end - System.nanoTime()) {
            for (Changes.Change change : changes.poll(Duration.ofNanos(left))) {
                if (!changed.add(change, System.nanoTime())) {
                    tell(sent.reset());
                }
            }
        }
        boolean givenUp = false;
        for (ChangedUsers.Waiting user : changed.next(MOST_IN_TURN)) {
            if (closed.get()) {
                return;
            }
            Looked looked = look(user.change());
            if (!looked.taken) {
                givenUp |= !changed.keep(user, System.nanoTime());
                continue;
            }
            changed.done(user);
            if (looked.entry != null) {
                tell(sent.user(UserRoutes.entry(looked.entry)));
            }
        }
        if (givenUp) {
            // Its partition moved, or nobody answered for long: whoever follows loads the list anew.
            tell(sent.reset());
        }
        if (over(lastComment, KEEP_ALIVE)) {
            lastComment = System.nanoTime();
            tell(COMMENT);
        }
    }

    /** A user as the list has it, when that counts the message that came. */
    private Looked look(Changes.Change change) {
        try {
            Answer<Summaries.Current> answer = parts.summaries().entry(change.arn(), false, parts.failed());
            if (answer instanceof Answer.Whole<Summaries.Current> whole
                    && whole.value().processed() > change.offset()) {
                return new Looked(true, whole.value().entry().orElse(null));
            }
        } catch (RuntimeException e) {
            LOG.debug("a changed user could not be looked up", e);
        }
        return new Looked(false, null);
    }

    private static boolean over(long since, Duration time) {
        return System.nanoTime() - since > time.toNanos();
    }

    private void tell(byte[] event) {
        for (SseClient client : clients) {
            send(client, event);
        }
    }

    private void send(SseClient client, byte[] event) {
        if (!client.send(event, System.nanoTime(), PATIENCE.toNanos())) {
            client.leave();
        }
    }

    private void drop() {
        List<SseClient> all = new ArrayList<>(clients);
        all.forEach(SseClient::leave);
    }

    @Override
    public void close() {
        closed.set(true);
        Thread running;
        synchronized (this) {
            running = follower;
        }
        drop();
        if (running != null) {
            try {
                running.join(TimeUnit.SECONDS.toMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
