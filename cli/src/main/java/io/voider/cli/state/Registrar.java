package io.voider.cli.state;

import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.OwnerAccount;
import io.voider.nat.rendezvous.ReaderCapability;
import io.voider.nat.rendezvous.SealingKey;
import io.voider.transport.identity.AccessCredential;
import io.voider.transport.identity.Authority;
import io.voider.transport.identity.Endpoint;
import io.voider.transport.identity.Invitation;
import io.voider.transport.identity.Profile;
import io.voider.transport.identity.Register;
import io.voider.transport.identity.Rendezvous;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whatever changes what a node remembers: its birth, invitations, joining and leaving. Each change is on the disk when
 * its method returns, and whole: see the package's own words for the order in which files are written.
 *
 * <p>Blocks on the disk and on the making of keys. Not thread-safe: a node has one thread for it.
 */
public final class Registrar {
    /** The lowest of the ports that a line's socket may get: above those that Linux gives out by itself (32768…60999). */
    private static final int LOWEST_WAN_PORT = 61_000;

    private static final int HIGHEST_WAN_PORT = 65_535;
    private static final int SEALING_SEED_BYTES = 32;

    private final Home home;
    private final Register register;
    private final Clock clock;
    private final SecureRandom random;
    private final List<Consumer<State>> observers = new CopyOnWriteArrayList<>();
    private State state;

    private Registrar(Home home, State state, Register register, Clock clock, SecureRandom random) {
        this.home = home;
        this.state = state;
        this.register = register;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Makes a new node in an empty home.
     *
     * @throws StateException if there is one already
     * @throws IOException if it cannot be written
     */
    public static Registrar create(
            Home home,
            String name,
            String networkInterface,
            List<PhoneLine> phones,
            @Nullable String rendezvous,
            Settings settings,
            Clock clock,
            SecureRandom random)
            throws IOException {
        State known = home.load();
        StateException.require(known == null, home.directory() + " already holds a node");
        if (rendezvous != null) {
            account(rendezvous);
        }
        String seed = Octets.random(random, SEALING_SEED_BYTES).text();
        State state = State.of(name, networkInterface, phones, seed, rendezvous, settings);
        home.discardAuthority();
        Profile profile = settings.strongCrypto() ? Profile.STRONG : Profile.FAST;
        Register register =
                Register.create(home.authority(), Authority.create(name, profile, clock.instant(), random), random);
        home.save(state);
        return new Registrar(home, state, register, clock, random);
    }

    /**
     * Opens a node's books, and finishes or undoes what was interrupted.
     *
     * @throws StateException if there is no node here
     * @throws IOException if they cannot be read
     */
    public static Registrar open(Home home, Clock clock, SecureRandom random) throws IOException {
        State state = home.load();
        if (state == null) {
            throw new StateException("there is no node in " + home.directory() + "; make one with: voider init");
        }
        Register register = Register.open(home.authority(), random);
        for (int number : List.copyOf(register.friends().keySet())) {
            if (state.friend(number).filter(Friend::invited).isEmpty()) {
                register.revoke(number);
            }
        }
        return new Registrar(home, state, register, clock, random);
    }

    /** What is remembered now. */
    public State state() {
        return state;
    }

    /** The certificates behind it. */
    public Register register() {
        return register;
    }

    /** Tells {@code observer} of each change after it is on the disk, on the thread that made it. */
    public void observe(Consumer<State> observer) {
        observers.add(observer);
    }

    /**
     * Invites a friend.
     *
     * @return what the friend gets, a secret
     * @throws StateException if the name is taken, or this node has no rendezvous to be found at
     * @throws IOException if it cannot be written down; the friend is then not invited
     */
    public Invitation invite(String friend) throws IOException {
        String line = state.rendezvous();
        if (line == null) {
            throw new StateException("this node has no rendezvous where a friend could find it;"
                    + " get a line from its operator and give it to: voider config rendezvous LINE");
        }
        OwnerAccount account = account(line);
        ReaderCapability capability = ReaderCapability.create(sealingKey().publicKey(), random);
        State next = state.inviting(friend, capability.registration().text(), wanPort(), clock.instant());
        Invitation invitation = register.invite(
                state.nextFriend(), rendezvous(account, capability), Invitation.NO_REMOTE, clock.instant());
        commit(next);
        return invitation;
    }

    /**
     * Cuts a friend off for good.
     *
     * @return who it was
     * @throws StateException if there is no such friend
     * @throws IOException if it cannot be written down
     */
    public Friend revoke(String name) throws IOException {
        Friend friend = state.friend(name).orElseThrow(() -> new StateException("no friend is called " + name));
        commit(state.revoking(name, clock.instant()));
        register.revoke(friend.number());
        return friend;
    }

    /**
     * Lets a friend call other friends through this exchange, or not; both must be allowed.
     *
     * @throws StateException if there is no such friend
     * @throws IOException if it cannot be written down
     */
    public Friend allowSubscriberCalls(String name, boolean allowed) throws IOException {
        Friend friend = state.friend(name).orElseThrow(() -> new StateException("no friend is called " + name));
        Friend changed = friend.allowed(allowed);
        commit(state.replacing(changed));
        return changed;
    }

    /**
     * Joins an exchange.
     *
     * @param name what to call it here, or null for its own name
     * @throws StateException if the name is taken
     * @throws IOException if it cannot be written down; it is then not joined
     */
    public JoinedExchange join(Invitation invitation, @Nullable String name) throws IOException {
        int index = state.nextExchange();
        State next = state.joining(
                name == null ? invitation.exchange() : name, invitation.number(), wanPort(), clock.instant());
        home.saveInvitation(index, invitation.text().getBytes(StandardCharsets.UTF_8));
        commit(next);
        return state.exchanges().stream()
                .filter(exchange -> exchange.index() == index)
                .findFirst()
                .orElseThrow();
    }

    /**
     * Leaves an exchange.
     *
     * @throws StateException if it was not joined
     * @throws IOException if it cannot be written down
     */
    public JoinedExchange leave(String name) throws IOException {
        JoinedExchange exchange =
                state.exchange(name).orElseThrow(() -> new StateException("no exchange is called " + name));
        commit(state.leaving(name));
        home.discardInvitation(exchange.index());
        return exchange;
    }

    /**
     * Lets the owner of an exchange that was joined see this node at this node's own rendezvous. An access given before ends.
     *
     * @return what the owner gets, a secret
     * @throws StateException if it was not joined, or this node has no rendezvous
     * @throws IOException if it cannot be written down
     */
    public AccessCredential exportAccess(String exchangeName) throws IOException {
        JoinedExchange exchange = state.exchange(exchangeName)
                .orElseThrow(() -> new StateException("no exchange is called " + exchangeName));
        String line = state.rendezvous();
        if (line == null) {
            throw new StateException("this node has no rendezvous of its own where it could be seen");
        }
        ReaderCapability capability = ReaderCapability.create(sealingKey().publicKey(), random);
        commit(state.replacing(exchange.admitting(capability.registration().text())));
        return new AccessCredential(
                state.name(), invitation(exchange).exchange(), exchange.me(), rendezvous(account(line), capability));
    }

    /**
     * Takes the access credential that a friend gave back.
     *
     * @return the friend
     * @throws StateException if it is for another exchange, or for nobody who is invited here
     * @throws IOException if it cannot be written down
     */
    public Friend importAccess(AccessCredential credential) throws IOException {
        StateException.require(
                credential.exchange().equals(state.name()),
                "this access credential is for " + credential.exchange() + ", not for " + state.name());
        Friend friend = state.friend(credential.number())
                .filter(Friend::invited)
                .orElseThrow(
                        () -> new StateException("nobody with number " + credential.number() + " is invited here"));
        commit(state.replacing(friend.seenBy(credential.text())));
        return friend;
    }

    /**
     * The invitation by which an exchange was joined.
     *
     * @throws IOException if it cannot be read
     */
    public Invitation invitation(JoinedExchange exchange) throws IOException {
        return Invitation.load(home.invitation(exchange.index()));
    }

    /**
     * Makes friends' certificates anew that are in the second half of their life, so that no friend has to come by for
     * another.
     *
     * @return the numbers of those friends
     * @throws IOException if it cannot be written down
     */
    public SortedSet<Integer> renewCertificates() throws IOException {
        return register.renew(clock.instant());
    }

    /**
     * Takes the certificate that the owner of a joined exchange made anew.
     *
     * @return the invitation with it, if it was not known yet
     * @throws io.voider.transport.identity.HandoverException if it is for anybody else or any other key
     * @throws IOException if it cannot be written down; the old one then stays
     */
    public Optional<Invitation> takeCertificate(int index, String certificatePem) throws IOException {
        JoinedExchange exchange = state.exchanges().stream()
                .filter(other -> other.index() == index)
                .findFirst()
                .orElseThrow(() -> new StateException("no exchange has number " + index));
        Invitation known = invitation(exchange);
        Invitation renewed = known.renewed(certificatePem);
        if (!end(renewed).isAfter(end(known))) {
            return Optional.empty();
        }
        home.saveInvitation(index, renewed.text().getBytes(StandardCharsets.UTF_8));
        return Optional.of(renewed);
    }

    private static Instant end(Invitation invitation) {
        return invitation.credential().certificate().getNotAfter().toInstant();
    }

    /**
     * Changes a setting; {@code rendezvous} is one too.
     *
     * @throws StateException if there is none of that name or it cannot have that value
     * @throws IOException if it cannot be written down
     */
    public State configure(String key, String value) throws IOException {
        if (key.equals("rendezvous")) {
            account(value);
            commit(state.withRendezvous(value));
        } else {
            commit(state.with(state.settings().with(key, value)));
        }
        return state;
    }

    /** The key by which offers are sealed to this node. */
    public SealingKey sealingKey() {
        return SealingKey.of(Octets.parse(state.sealingSeed()));
    }

    private void commit(State next) throws IOException {
        home.save(next);
        state = next;
        observers.forEach(observer -> observer.accept(next));
    }

    private int wanPort() {
        List<Integer> taken = new ArrayList<>();
        state.friends().forEach(friend -> taken.add(friend.wanPort()));
        state.exchanges().forEach(exchange -> taken.add(exchange.wanPort()));
        int port;
        do {
            port = random.nextInt(LOWEST_WAN_PORT, HIGHEST_WAN_PORT + 1);
        } while (taken.contains(port));
        return port;
    }

    private static OwnerAccount account(String line) {
        try {
            return OwnerAccount.parse(line);
        } catch (IllegalArgumentException e) {
            throw new StateException(String.valueOf(e.getMessage()));
        }
    }

    private static Rendezvous rendezvous(OwnerAccount account, ReaderCapability capability) {
        List<Endpoint> addresses = account.addresses().stream()
                .map(address -> Endpoint.parse(address.text()))
                .toList();
        return Rendezvous.of(addresses, account.pin().toBytes(), capability.text());
    }
}
