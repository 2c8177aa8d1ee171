package io.trailwatch.config;

/** Where a setting's value came from; a later one wins over an earlier one. */
public enum SettingSource {
    DEFAULT("default"),
    FILE("file"),
    ENVIRONMENT("environment"),
    OPTION("option");

    private final String text;

    SettingSource(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
