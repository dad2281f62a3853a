package io.voider.cli.report;

import io.voider.cli.state.ShortNumbers;
import io.voider.transport.identity.Invitation;
import org.jspecify.annotations.Nullable;

/**
 * An invitation that was made. Secret.
 *
 * @param name the friend
 * @param number the friend's number s
 * @param shortNumber what to dial for short, or null if all short numbers have been given
 * @param dial what to dial for the friend's first phone
 * @param file the whole {@code .ovpn} file
 */
public record InvitationReport(
        String name, int number, @Nullable Integer shortNumber, String dial, String file) {
    /** About the invitation of that friend. */
    public static InvitationReport of(String name, Invitation invitation, ShortNumbers numbers) {
        int number = invitation.number();
        return new InvitationReport(name, number, numbers.of(1, number), "10.1." + number + ".1", invitation.text());
    }
}
