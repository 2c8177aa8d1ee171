package io.trailwatch.query;

import java.util.function.Function;

/** What a question over all instances comes to: whole, or it says what it lacks. */
public sealed interface Answer<T> {
    /** Of every partition's own instance. */
    record Whole<T>(T value) implements Answer<T> {}

    /** Of every partition, but some of it from a copy that may be behind; {@code coverage} says how far. */
    record Stale<T>(T value, Coverage coverage) implements Answer<T> {}

    /** Some partitions are missing; {@code coverage} says which. */
    record Partial<T>(T value, Coverage coverage) implements Answer<T> {}

    /** Nobody answered: ask again soon. */
    record NotReady<T>(String why) implements Answer<T> {}

    static <T> Answer<T> of(T value, Coverage coverage) {
        if (!coverage.complete()) {
            return new Partial<>(value, coverage);
        }
        return coverage.stale().isEmpty() ? new Whole<>(value) : new Stale<>(value, coverage);
    }

    /**
     * The value of an answer that has one.
     *
     * @throws NotReadyException when it has none
     */
    default T value() {
        if (this instanceof Whole<T> whole) {
            return whole.value;
        }
        if (this instanceof Stale<T> stale) {
            return stale.value;
        }
        if (this instanceof Partial<T> partial) {
            return partial.value;
        }
        throw new NotReadyException(((NotReady<T>) this).why);
    }

    default Coverage coverage() {
        if (this instanceof Stale<T> stale) {
            return stale.coverage;
        }
        return this instanceof Partial<T> partial ? partial.coverage : Coverage.WHOLE;
    }

    default <R> Answer<R> map(Function<T, R> function) {
        return this instanceof NotReady<T> not ? new NotReady<>(not.why) : of(function.apply(value()), coverage());
    }
}
