package io.trailwatch.ingest.connect;

import io.trailwatch.ingest.connect.source.Share;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the connector tells its tasks beside the configuration. */
final class TaskSettings {
    private static final String TASK = "trailwatch.task";
    private static final String TASKS = "trailwatch.tasks";
    private static final String CONNECTOR = "name";

    private TaskSettings() {}

    static List<Map<String, String>> of(Map<String, String> properties, int tasks) {
        List<Map<String, String>> all = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            Map<String, String> settings = new HashMap<>(properties);
            settings.put(TASK, Integer.toString(task));
            settings.put(TASKS, Integer.toString(tasks));
            all.add(settings);
        }
        return all;
    }

    static Share share(Map<String, String> properties) {
        return new Share(
                Integer.parseInt(properties.getOrDefault(TASK, "0")),
                Integer.parseInt(properties.getOrDefault(TASKS, "1")));
    }

    static String connector(Map<String, String> properties) {
        return properties.getOrDefault(CONNECTOR, "trailwatch");
    }
}
