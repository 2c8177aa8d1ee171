package io.trailwatch.query;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** Room for the users that summaries of all hold in memory while they are read, for all readers of this process together. */
final class ListedUsers {
    private static final int STEPS = 1_000;

    private final Semaphore room;
    private final int most;
    private final int step;

    /** @param most users */
    ListedUsers(int most) {
        this.most = most;
        step = Math.max(1, most / STEPS);
        room = new Semaphore(most);
    }

    /** One reader's part. One thread adds, any gives it back. */
    final class Part implements AutoCloseable {
        private final AtomicBoolean closed = new AtomicBoolean();
        private int users;
        private volatile int held;

        /**
         * Room for one more user.
         *
         * @throws TooCostlyException when there are more than would fit if nobody else was reading
         * @throws BusyException when others have taken the room
         */
        void add() {
            if (users == most) {
                throw new TooCostlyException("more than " + most
                        + " users: a summary of all costs too much; narrow it with from and to, or ask user by user");
            }
            if (users == held) {
                int more = Math.min(step, most - held);
                if (!room.tryAcquire(more)) {
                    throw new BusyException("others read summaries of too many users now");
                }
                held += more;
            }
            users++;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                room.release(held);
            }
        }
    }

    Part part() {
        return new Part();
    }
}
