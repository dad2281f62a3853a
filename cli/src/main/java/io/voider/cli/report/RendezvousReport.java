package io.voider.cli.report;

import java.time.Instant;

/**
 * A connection to a rendezvous.
 *
 * @param server where it is
 * @param whose {@code own}, or the joined exchange whose rendezvous it is
 * @param connected whether it is up
 * @param since since when it is or is not
 * @param why what the server saw, or why there is no connection
 */
public record RendezvousReport(String server, String whose, boolean connected, Instant since, String why) {}
