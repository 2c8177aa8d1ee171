package io.trailwatch.ingest.connect;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.jspecify.annotations.Nullable;

/** Adds settings to a group in their order. */
final class SettingsGroup {
    private final ConfigDef def;
    private final String name;
    private int order;

    SettingsGroup(ConfigDef def, String name) {
        this.def = def;
        this.name = name;
    }

    void add(
            String setting,
            Type type,
            Object defaultValue,
            ConfigDef.@Nullable Validator validator,
            Importance importance,
            String documentation,
            String displayName) {
        add(setting, type, defaultValue, validator, importance, documentation, displayName, null);
    }

    void add(
            String setting,
            Type type,
            Object defaultValue,
            ConfigDef.@Nullable Validator validator,
            Importance importance,
            String documentation,
            String displayName,
            ConfigDef.@Nullable Recommender recommender) {
        def.define(
                setting,
                type,
                defaultValue,
                validator,
                importance,
                documentation,
                name,
                ++order,
                Width.MEDIUM,
                displayName,
                recommender);
    }
}
