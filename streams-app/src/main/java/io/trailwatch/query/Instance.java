package io.trailwatch.query;

import java.util.Set;

/**
 * One process of the group.
 *
 * @param host as it advertises itself
 * @param active partitions whose records it counts
 * @param standby partitions of which it keeps a copy
 */
public record Instance(String host, int port, boolean self, Set<Integer> active, Set<Integer> standby) {
    public Instance {
        active = Set.copyOf(active);
        standby = Set.copyOf(standby);
    }

    /** {@code host:port}, with brackets around an IPv6 address. */
    public String address() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
