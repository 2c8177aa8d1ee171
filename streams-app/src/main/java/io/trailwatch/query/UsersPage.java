package io.trailwatch.query;

import java.util.List;

/**
 * A page of the list of users.
 *
 * @param more whether others follow
 * @param total users that match, on all pages
 */
public record UsersPage(List<UserEntry> users, boolean more, long total) {}
