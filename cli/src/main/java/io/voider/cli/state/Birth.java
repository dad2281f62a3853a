package io.voider.cli.state;

import io.voider.nat.rendezvous.Octets;
import io.voider.transport.identity.Authority;
import io.voider.transport.identity.Invitation;
import io.voider.transport.identity.PartyName;
import io.voider.transport.identity.Profile;
import io.voider.transport.identity.Register;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a node's books come to be: made with new keys, made anew from keys that survived, or opened. */
public final class Birth {
    private static final int SEALING_SEED_BYTES = 32;

    private Birth() {}

    /** Of the key by which friends' offers will be sealed. */
    private static String seed(SecureRandom random) {
        return Octets.random(random, SEALING_SEED_BYTES).text();
    }

    /**
     * What a new node would remember first. Touches nothing, so that a mistake costs nothing.
     *
     * @throws StateException if that cannot be
     */
    public static State unborn(
            String name,
            String networkInterface,
            List<PhoneLine> phones,
            @Nullable String rendezvous,
            Settings settings,
            SecureRandom random) {
        if (rendezvous != null) {
            Introduction.account(rendezvous);
        }
        return State.of(PartyName.normal(name), networkInterface, phones, seed(random), rendezvous, settings);
    }

    /** The books of a node that was not, with its first state. */
    static Books create(Home home, State first, Clock clock, SecureRandom random) throws IOException {
        State known = home.load();
        StateException.require(known == null, home.directory() + " already holds a node");
        home.requireNoAuthority();
        Profile profile = first.settings().strongCrypto() ? Profile.STRONG : Profile.FAST;
        home.beginBirth();
        Authority authority = Authority.create(first.name(), profile, clock.instant(), random);
        Register register = Register.create(home.authority(), authority, random);
        home.save(first);
        home.endBirth();
        return new Books(home, first, register, clock);
    }

    /** The books of a node whose keys are there: {@code unnamed} gets its name, friends and exchanges back. */
    static Books recover(Home home, State unnamed, Clock clock, SecureRandom random) throws IOException {
        StateException.require(home.isStateless(), home.directory() + " has a state; nothing is to be recovered");
        Register register = Register.open(home.authority(), random);
        State state = unnamed.named(register.authority().exchange());
        for (int number : register.friends().keySet()) {
            state = state.recalling(number, "friend" + number, WanPort.freeIn(state, random), clock.instant());
        }
        for (int index : home.invitations()) {
            Invitation invitation = Invitation.load(home.invitation(index));
            state = state.recalling(
                    index, invitation.exchange(), invitation.number(), WanPort.freeIn(state, random), clock.instant());
        }
        home.keepDamagedState();
        home.save(state);
        return new Books(home, state, register, clock);
    }

    /** The books of a node that is there. */
    static Books open(Home home, Clock clock, SecureRandom random) throws IOException {
        State state = home.load();
        if (state == null) {
            home.requireNoAuthority();
            throw new StateException("there is no node in " + home.directory() + "; make one with: voider init");
        }
        Books books = new Books(home, state, Register.open(home.authority(), random), clock);
        books.finishInterrupted();
        return books;
    }
}
