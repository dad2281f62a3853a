package io.voider.cli.state;

import io.voider.transport.identity.HandoverException;
import io.voider.transport.identity.Invitation;

/**
 * By what right this node belongs to an exchange that it joined: the invitation, read to the last byte when it came in, and
 * never again.
 *
 * @param introduction where and how the exchange is met, as the invitation says
 */
public record Membership(Invitation invitation, Introduction introduction) {
    /** @throws HandoverException if a part of the invitation is of no use, and which */
    static Membership by(Invitation invitation) {
        return new Membership(invitation, Introduction.of(invitation.rendezvous()));
    }
}
