package io.voider.transport.identity;

import io.voider.transport.address.Endpoint;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** One exchange of each profile, made once, since keys take their time. */
final class Samples {
    static final Instant NOW = Instant.parse("2027-03-01T12:00:00Z");
    static final SecureRandom RANDOM = new SecureRandom();
    static final Rendezvous RENDEZVOUS = new Rendezvous(
            List.of(Endpoint.parse("meet.example:4433"), Endpoint.parse("[2001:db8::7]:4434")),
            "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
            "c2VjcmV0LWNhcGFiaWxpdHk");

    private static final Map<Profile, Authority> AUTHORITIES = new EnumMap<>(Profile.class);
    private static final Map<Profile, Invitation> INVITATIONS = new EnumMap<>(Profile.class);

    private Samples() {}

    static synchronized Authority authority(Profile profile) {
        return AUTHORITIES.computeIfAbsent(profile, p -> Authority.create("alice", p, NOW, RANDOM));
    }

    static synchronized Invitation invitation(Profile profile) {
        Authority authority = authority(profile);
        return INVITATIONS.computeIfAbsent(
                profile,
                p -> authority.invite(Subscriber.random(2, RANDOM), RENDEZVOUS, Invitation.NO_REMOTE, NOW, RANDOM));
    }
}
