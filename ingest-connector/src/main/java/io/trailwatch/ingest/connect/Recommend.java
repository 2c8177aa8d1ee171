package io.trailwatch.ingest.connect;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import software.amazon.awssdk.regions.Region;

/** Values that a user interface offers. */
final class Recommend {
    private record Fixed(List<Object> values) implements ConfigDef.Recommender {
        @Override
        public List<Object> validValues(String name, Map<String, Object> parsed) {
            return values;
        }

        @Override
        public boolean visible(String name, Map<String, Object> parsed) {
            return true;
        }
    }

    /** Offers the regions that the SDK knows; others are valid too. */
    private static final class Regions implements ConfigDef.Recommender {
        @Override
        public List<Object> validValues(String name, Map<String, Object> parsed) {
            // What is offered is all that is valid to Connect, and new regions come up: what is set is always offered.
            Object set = parsed.get(name);
            List<Object> known = new java.util.ArrayList<>(
                    Region.regions().stream().map(Region::id).sorted().toList());
            known.add("");
            if (set != null && !known.contains(set)) {
                known.add(set);
            }
            return known;
        }

        @Override
        public boolean visible(String name, Map<String, Object> parsed) {
            return !SourceType.DIRECTORY.label().equals(parsed.get(ConnectorSettings.SOURCE));
        }
    }

    private Recommend() {}

    static ConfigDef.Recommender sources() {
        return new Fixed(List.copyOf(Arrays.asList((Object[]) SourceType.names())));
    }

    static ConfigDef.Recommender regions() {
        return new Regions();
    }
}
