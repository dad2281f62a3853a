package io.voider.cli.exchange.presence;

/**
 * How a line is, for whoever watches it.
 *
 * @param up whether it can be called
 * @param busy whether somebody here talks over it
 * @param note the same for people, in a few words
 */
public record WatchedLine(boolean up, boolean busy, String note) {}
