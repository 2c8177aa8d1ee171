package io.trailwatch.ingest.archive;

/** The rest of a file cannot be read. Never leaves this package. */
final class DamageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Damage damage;

    DamageException(Damage damage, String detail) {
        super(detail, null, false, false);
        this.damage = damage;
    }

    Damage damage() {
        return damage;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
