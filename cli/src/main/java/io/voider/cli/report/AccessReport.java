package io.voider.cli.report;

import io.voider.transport.identity.AccessCredential;

/**
 * An access credential that was made. Secret.
 *
 * @param exchange whose owner gets it
 * @param file the whole file
 */
public record AccessReport(String exchange, String file) {
    /** About that credential. */
    public static AccessReport of(AccessCredential credential) {
        return new AccessReport(credential.exchange(), credential.text());
    }
}
