package io.voider.cli.report;

/**
 * A link that logs a browser in, once.
 *
 * @param url a secret
 * @param seconds how long it can be used
 */
public record WebLinkReport(String url, int seconds) {}
