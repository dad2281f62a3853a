package io.voider.cli.report;

import io.voider.transport.identity.Invitation;

/**
 * An invitation that was made. Secret.
 *
 * @param name the friend
 * @param number the friend's number s
 * @param dial what to dial for the friend's first phone
 * @param file the whole {@code .ovpn} file
 */
public record InvitationReport(String name, int number, String dial, String file) {
    /** About the invitation of that friend. */
    public static InvitationReport of(String name, Invitation invitation) {
        int number = invitation.number();
        return new InvitationReport(name, number, "10.1." + number + ".1", invitation.text());
    }
}
