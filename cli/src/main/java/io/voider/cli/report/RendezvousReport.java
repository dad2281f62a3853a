package io.voider.cli.report;

/**
 * A connection to a rendezvous.
 *
 * @param server where it is
 * @param whose {@code own}, or the joined exchange whose rendezvous it is
 * @param connected whether it is up
 * @param why what the server saw, or why there is no connection
 */
public record RendezvousReport(String server, String whose, boolean connected, String why) {}
