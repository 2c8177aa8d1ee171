package io.trailwatch.query;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ListedUsersTest {
    private final ListedUsers listed = new ListedUsers(2500);

    private static void add(ListedUsers.Part part, int users) {
        for (int i = 0; i < users; i++) {
            part.add();
        }
    }

    @Test
    void oneMayHaveAllTheRoomAndNoMore() {
        try (ListedUsers.Part part = listed.part()) {
            add(part, 2500);
            assertThatThrownBy(part::add).isInstanceOf(TooCostlyException.class).hasMessageContaining("2500");
        }
        assertThatCode(() -> add(listed.part(), 2500)).doesNotThrowAnyException();
    }

    @Test
    void togetherTheyHaveNoMoreThanThereIs() {
        ListedUsers.Part first = listed.part();
        ListedUsers.Part second = listed.part();
        add(first, 1500);
        assertThatThrownBy(() -> add(second, 1500)).isInstanceOf(BusyException.class);
        second.close();
        second.close();
        ListedUsers.Part third = listed.part();
        add(third, 1000);
        assertThatThrownBy(third::add)
                .as("what is closed twice gives nothing back twice")
                .isInstanceOf(BusyException.class);
        first.close();
        assertThatCode(() -> add(third, 1500)).doesNotThrowAnyException();
    }
}
