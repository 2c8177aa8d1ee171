package io.trailwatch.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailwatch.query.Changes;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangedUsersTest {
    private final ChangedUsers users = new ChangedUsers(100);

    private static Changes.Change change(String arn, long offset) {
        return new Changes.Change(arn, 0, offset);
    }

    private List<String> next(int most) {
        return users.next(most).stream().map(user -> user.change().arn()).toList();
    }

    @Test
    void eachUserWaitsOnceWithItsNewestChangeSinceItsFirst() {
        users.add(change("a", 1), 0);
        users.add(change("b", 2), 10);
        users.add(change("a", 3), 20);
        assertThat(users.next(5))
                .containsExactly(
                        new ChangedUsers.Waiting(change("a", 3), 0), new ChangedUsers.Waiting(change("b", 2), 10));
        users.done(users.next(1).get(0));
        assertThat(next(5)).containsExactly("b");
    }

    @Test
    void thoseThatAreNotReadyDoNotHoldUpTheOthers() {
        for (String arn : List.of("a", "b", "c")) {
            users.add(change(arn, 1), 0);
        }
        for (ChangedUsers.Waiting user : users.next(2)) {
            assertThat(users.keep(user, 50)).isTrue();
        }
        assertThat(next(2)).containsExactly("c", "a");
    }

    @Test
    void oneThatIsNotReadyForLongIsGivenUp() {
        users.add(change("a", 1), 0);
        assertThat(users.keep(users.next(1).get(0), 100)).isTrue();
        assertThat(users.keep(users.next(1).get(0), 101)).isFalse();
        assertThat(next(5)).isEmpty();
    }

    @Test
    void tooManyAreNotKept() {
        for (int i = 0; i < ChangedUsers.MOST; i++) {
            assertThat(users.add(change("u" + i, i), 0)).isTrue();
        }
        assertThat(users.add(change("u0", 99_999), 0)).isTrue();
        assertThat(users.add(change("one more", 100_000), 0)).isFalse();
        assertThat(next(5)).isEmpty();
    }
}
