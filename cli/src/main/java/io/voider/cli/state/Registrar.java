package io.voider.cli.state;

import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.OwnerAccount;
import io.voider.nat.rendezvous.seal.ReaderCapability;
import io.voider.transport.identity.AccessCredential;
import io.voider.transport.identity.HandoverException;
import io.voider.transport.identity.Invitation;
import io.voider.transport.identity.PartyName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whatever changes what a node remembers: its birth, invitations, joining and leaving. Each change is on the disk when
 * its method returns, and whole: see the package's own words for the order in which files are written. Those who {@link
 * #follow} are told of it, and have no say in it: what they make of it is theirs to report.
 *
 * <p>Cutting off comes before writing: see {@link #revoke}.
 *
 * <p>Blocks on the disk and on the making of keys. Not thread-safe: a node has one thread for it, see {@link #confine}.
 */
public final class Registrar {
    private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);

    private final Home home;
    private final Books books;
    private final Clock clock;
    private final SecureRandom random;

    private Registrar(Home home, Books books, Clock clock, SecureRandom random) {
        this.home = home;
        this.books = books;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Makes a new node in an empty home.
     *
     * @throws StateException if there is one already, or what is left of one
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
        return create(home, Birth.unborn(name, networkInterface, phones, rendezvous, settings, random), clock, random);
    }

    /** The same of what {@link Birth#unborn} made. */
    public static Registrar create(Home home, State unborn, Clock clock, SecureRandom random) throws IOException {
        return new Registrar(home, Birth.create(home, unborn, clock, random), clock, random);
    }

    /**
     * Makes a node's state anew from its register, where the keys survived and {@code state.json} did not. Joined exchanges
     * are found by their invitations. Friends get names by their numbers, and since the key by which they sealed their
     * offers is lost, they have to be invited anew.
     *
     * @param unnamed what {@link Birth#unborn} made; its name is not used
     * @throws StateException if there is a state
     * @throws IOException if there is no register, or it cannot be read or written
     */
    public static Registrar recover(Home home, State unnamed, Clock clock, SecureRandom random) throws IOException {
        return new Registrar(home, Birth.recover(home, unnamed, clock, random), clock, random);
    }

    /**
     * Opens a node's books, and finishes or undoes what was interrupted, as far as the disk allows.
     *
     * @throws StateException if there is no node here
     * @throws IOException if they cannot be read
     */
    public static Registrar open(Home home, Clock clock, SecureRandom random) throws IOException {
        return new Registrar(home, Birth.open(home, clock, random), clock, random);
    }

    /** From now on, changes are made by this thread alone; whoever else tries to meets an exception. */
    public void confine(Thread thread) {
        books.confine(thread);
    }

    /** What is remembered now. From any thread. */
    public State state() {
        return books.current().state();
    }

    /** The same with all that goes with it. From any thread. */
    public Change current() {
        return books.current();
    }

    /**
     * Tells {@code follower} of each change, on the thread that makes it; to be handed on at once to where it is followed.
     * What the follower throws is logged and changes nothing.
     */
    public void follow(Consumer<Change> follower) {
        books.follow(follower);
    }

    /**
     * Invites a friend.
     *
     * @return what the friend gets, a secret
     * @throws StateException if the name is taken, or this node has no rendezvous to be found at
     * @throws IOException if it cannot be written down; the friend is then not invited
     */
    public Invitation invite(String friend) throws IOException {
        books.mine();
        StateException.requireNoNumber(friend);
        StateException.require(
                !PartyName.same(friend, books.written().name()),
                "'" + friend + "' is what you are called yourself; how would one tell who calls?");
        String line = books.written().rendezvous();
        if (line == null) {
            throw new StateException("this node has no rendezvous where a friend could find it;"
                    + " get a line from its operator and give it to: voider config rendezvous LINE");
        }
        OwnerAccount account = Introduction.account(line);
        ReaderCapability capability =
                ReaderCapability.create(books.current().sealingKey().publicKey(), random);
        State next = books.written()
                .inviting(
                        friend,
                        capability.registration().text(),
                        WanPort.freeIn(books.written(), random),
                        clock.instant());
        int number = books.written().nextFriend();
        try {
            Invitation invitation = books.register.invite(
                    number, Introduction.at(account, capability), Invitation.NO_REMOTE, clock.instant());
            books.commit(next);
            return invitation;
        } catch (IOException e) {
            books.register.withdraw(number);
            throw e;
        }
    }

    /**
     * Cuts a friend off for good: first here and now, then on the disk.
     *
     * @return who it was
     * @throws StateException if there is no such friend
     * @throws UnwrittenException if it could not be written down; the friend is cut off all the same, until the next start
     */
    public Friend revoke(String name) throws UnwrittenException {
        books.mine();
        Friend friend =
                books.written().friend(name).orElseThrow(() -> new StateException("no friend is called " + name));
        books.cutOff(friend.number());
        try {
            books.register.writeWithdrawn();
            books.commit(books.written());
        } catch (IOException e) {
            throw new UnwrittenException(
                    friend.name() + " is cut off now, but that could not be written down (" + Failure.words(e)
                            + "): after a restart " + friend.name() + " would be back",
                    "make room or repair the disk, then again: voider revoke " + friend.name(),
                    e);
        }
        return friend;
    }

    /**
     * Lets a friend call other friends through this exchange, or not; both must be allowed.
     *
     * @throws StateException if there is no such friend
     * @throws IOException if it cannot be written down
     */
    public Friend allowSubscriberCalls(String name, boolean allowed) throws IOException {
        books.mine();
        Friend changed = books.written()
                .friend(name)
                .orElseThrow(() -> new StateException("no friend is called " + name))
                .allowed(allowed);
        books.commit(books.written().replacing(changed));
        return changed;
    }

    /**
     * Gives a line another short number.
     *
     * @param line a name of the phone book, or what one dials for its first phone
     * @throws StateException if there is no such line, or the number cannot be its, or was somebody else's
     * @throws IOException if it cannot be written down
     */
    public ShortNumber renumber(String line, int number) throws IOException {
        books.mine();
        books.commit(books.written().renumbering(line, number));
        return books.written().shortNumbers().find(number).orElseThrow();
    }

    /**
     * Joins an exchange.
     *
     * @param name what to call it here, or null for its own name
     * @throws StateException if the name is taken, or the invitation is to the exchange here
     * @throws HandoverException if a part of the invitation is of no use
     * @throws IOException if it cannot be written down; it is then not joined
     */
    public JoinedExchange join(Invitation invitation, @Nullable String name) throws IOException {
        books.mine();
        Membership membership = Membership.by(invitation);
        StateException.require(
                !invitation.authority().equals(books.register.authority().certificate()),
                "that is an invitation to this very exchange: it is to be joined on the friend's machine");
        int index = books.written().nextExchange();
        State next = books.written()
                .joining(
                        name == null ? invitation.exchange() : name,
                        invitation.number(),
                        WanPort.freeIn(books.written(), random),
                        clock.instant());
        home.saveInvitation(index, invitation.text().getBytes(StandardCharsets.UTF_8));
        books.put(index, membership);
        try {
            books.commit(next);
        } catch (IOException e) {
            books.put(index, null);
            throw e;
        }
        return exchange(index);
    }

    /** What speaks against an invitation, be it this machine's clock or where it leads: a sentence, or nothing. */
    public String objection(Invitation invitation) {
        String time = invitation.whyNotValid(clock.instant());
        return time.isEmpty() ? invitation.rendezvous().whereItIsWithin("voider leave it") : time;
    }

    /** What speaks against an access credential, which is where it leads: a sentence, or nothing. */
    public String objection(AccessCredential credential) {
        return credential.rendezvous().whereItIsWithin("ask " + credential.holder() + " for another");
    }

    /**
     * Leaves an exchange.
     *
     * @throws StateException if it was not joined
     * @throws IOException if it cannot be written down
     */
    public JoinedExchange leave(String name) throws IOException {
        books.mine();
        JoinedExchange exchange = exchange(name);
        books.commit(books.written().leaving(exchange.name()));
        books.put(exchange.index(), null);
        try {
            home.discardInvitation(exchange.index());
        } catch (IOException e) {
            LOG.warn("{} goes at the next start: {}", home.invitation(exchange.index()), Failure.words(e));
        }
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
        books.mine();
        JoinedExchange exchange = exchange(exchangeName);
        String line = books.written().rendezvous();
        if (line == null) {
            throw new StateException("this node has no rendezvous of its own where it could be seen");
        }
        ReaderCapability capability =
                ReaderCapability.create(books.current().sealingKey().publicKey(), random);
        String exchangesOwnName = invitation(exchange).exchange();
        books.commit(books.written()
                .replacing(exchange.admitting(capability.registration().text())));
        return new AccessCredential(
                books.written().name(),
                exchangesOwnName,
                exchange.me(),
                Introduction.at(Introduction.account(line), capability));
    }

    /**
     * Takes the access credential that a friend gave back.
     *
     * @return the friend
     * @throws StateException if it is for another exchange, or for nobody who is invited here
     * @throws HandoverException if a part of it is of no use
     * @throws IOException if it cannot be written down
     */
    public Friend importAccess(AccessCredential credential) throws IOException {
        books.mine();
        String own = books.register.authority().exchange();
        StateException.require(
                credential.exchange().equals(own),
                "this access credential is for " + credential.exchange() + ", not for " + own);
        Introduction unused = Introduction.of(credential.rendezvous());
        Friend friend = books.written()
                .friend(credential.number())
                .filter(Friend::invited)
                .orElseThrow(
                        () -> new StateException("nobody with number " + credential.number() + " is invited here"));
        books.commit(books.written().replacing(friend.seenBy(credential.text())));
        return friend;
    }

    /**
     * The invitation by which an exchange was joined.
     *
     * @throws StateException if it cannot be used
     */
    public Invitation invitation(JoinedExchange exchange) {
        Membership known = current().memberships().get(exchange.index());
        if (known == null) {
            throw new StateException(current()
                    .unreadable()
                    .exchanges()
                    .getOrDefault(exchange.index(), "there is no invitation to " + exchange.name()));
        }
        return known.invitation();
    }

    /**
     * Makes friends' certificates anew that are in the second half of their life, so that no friend has to come by for
     * another.
     *
     * @return the numbers of those friends
     * @throws IOException if it cannot be written down
     */
    public SortedSet<Integer> renewCertificates() throws IOException {
        books.mine();
        SortedSet<Integer> renewed = books.register.renew(clock.instant());
        if (!renewed.isEmpty()) {
            books.publish();
        }
        return renewed;
    }

    /**
     * Takes the certificate that the owner of a joined exchange made anew.
     *
     * @return the invitation with it, if it was not known yet
     * @throws HandoverException if it is for anybody else or any other key
     * @throws IOException if it cannot be written down; the old one then stays
     */
    public Optional<Invitation> takeCertificate(int index, String certificatePem) throws IOException {
        books.mine();
        Invitation known = invitation(exchange(index));
        Invitation renewed = known.renewed(certificatePem);
        if (!end(renewed).isAfter(end(known))) {
            return Optional.empty();
        }
        home.saveInvitation(index, renewed.text().getBytes(StandardCharsets.UTF_8));
        books.put(index, Membership.by(renewed));
        books.publish();
        return Optional.of(renewed);
    }

    private static Instant end(Invitation invitation) {
        return invitation.credential().certificate().getNotAfter().toInstant();
    }

    /**
     * Changes a setting: one of {@link Settings}, or {@code name}, {@code rendezvous}, {@code phone-interface}, {@code
     * phone-address}.
     *
     * @throws StateException if there is none of that name or it cannot have that value
     * @throws IOException if it cannot be written down
     */
    public State configure(String key, String value) throws IOException {
        books.mine();
        switch (key) {
            case "name" -> {
                StateException.requireNoNumber(value);
                books.commit(books.written().named(PartyName.normal(value)));
            }
            case "phone-interface" -> books.commit(books.written().at(value));
            case "phone-address" -> books.commit(books.written().with(PhoneLine.all(value)));
            case "rendezvous" -> {
                Introduction.account(value);
                books.commit(books.written().withRendezvous(value));
            }
            default -> {
                String kept = books.written().whom(key, value);
                books.commit(books.written().with(books.written().settings().with(key, kept)));
            }
        }
        return books.written();
    }

    /**
     * Lets those use the page who know a password, or nobody by one.
     *
     * @throws StateException if the page is where nobody may be without
     * @throws IOException if it cannot be written down
     */
    public WebAccess webPassword(@Nullable PasswordHash password) throws IOException {
        books.mine();
        return webAccess(books.written().webAccess().with(password));
    }

    /**
     * Lets a script use the page.
     *
     * @param digest of its token
     * @throws StateException if there is a token of that name
     * @throws IOException if it cannot be written down
     */
    public WebAccess addWebToken(String name, Octets digest) throws IOException {
        books.mine();
        return webAccess(books.written().webAccess().adding(new WebToken(name, digest, clock.instant())));
    }

    /**
     * Lets a script use the page no longer.
     *
     * @throws StateException if there is no token of that name
     * @throws IOException if it cannot be written down
     */
    public WebAccess removeWebToken(String name) throws IOException {
        books.mine();
        return webAccess(books.written().webAccess().removing(name));
    }

    private WebAccess webAccess(WebAccess changed) throws IOException {
        books.commit(books.written().with(changed));
        return changed;
    }

    /**
     * Makes room for one more phone.
     *
     * @throws StateException if there are 254
     * @throws IOException if it cannot be written down
     */
    public PhoneLine addPhone() throws IOException {
        books.mine();
        PhoneLine added = PhoneLine.next(books.written().phones());
        books.commit(books.written().adding(added));
        return added;
    }

    /**
     * Has one phone less.
     *
     * @return which that was
     * @throws StateException if it is the only one, or there is none of that number
     * @throws IOException if it cannot be written down
     */
    public PhoneLine removePhone(int number) throws IOException {
        books.mine();
        PhoneLine removed = books.written().phone(number);
        State without = books.written().removing(removed);
        books.commit(without.with(without.settings().withoutPhone(number)));
        return removed;
    }

    private JoinedExchange exchange(String name) {
        return books.written().exchange(name).orElseThrow(() -> new StateException("no exchange is called " + name));
    }

    private JoinedExchange exchange(int index) {
        return books.written().exchanges().stream()
                .filter(exchange -> exchange.index() == index)
                .findFirst()
                .orElseThrow(() -> new StateException("no exchange has number " + index));
    }
}
