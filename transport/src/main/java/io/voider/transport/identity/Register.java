package io.voider.transport.identity;

import io.voider.transport.address.Endpoint;
import io.voider.transport.disk.DurableFile;
import io.voider.transport.disk.FileTrouble;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange keeps on disk about its identity, in a directory of its own.
 *
 * <pre>
 * authority.pem    certificate, private key, tls-crypt-v2 server key
 * friends/N.pem    the certificates of friend N, the latest last, from before the invitation until the friend is cut off
 * revoked          the serial numbers of withdrawn certificates, hexadecimal, one a line
 * </pre>
 *
 * <p>Friends' private keys are not kept: a lost invitation is made anew, not copied. All calls block on the disk. Not
 * thread-safe.
 */
public final class Register {
    private static final String SUFFIX = ".pem";
    private static final Pattern FRIEND = Pattern.compile("[0-9]{1,3}\\.pem");
    private static final Pattern BETWEEN_BLOCKS = Pattern.compile("(?<=-----END CERTIFICATE-----\n)");

    private final Path directory;
    private final Authority authority;
    private final SecureRandom random;
    private final SortedMap<Integer, List<X509Certificate>> friends = new TreeMap<>();
    private final SortedMap<Integer, String> unreadable = new TreeMap<>();
    private final SortedSet<BigInteger> revoked = new TreeSet<>();
    /** Whose withdrawal has not been written down yet. */
    private final SortedSet<Integer> withdrawn = new TreeSet<>();

    private @Nullable String revocationList;

    private Register(Path directory, Authority authority, SecureRandom random) {
        this.directory = directory;
        this.authority = authority;
        this.random = random;
    }

    /**
     * Writes a new exchange's register into {@code directory}, which is made if need be.
     *
     * @throws IOException if it cannot be written, or there is one already
     */
    public static Register create(Path directory, Authority authority, SecureRandom random) throws IOException {
        if (Files.exists(directory.resolve("authority.pem"))) {
            throw new IOException(directory + " already belongs to an exchange");
        }
        makeRoomForFriends(directory);
        authority.save(directory.resolve("authority.pem"));
        return new Register(directory, authority, random);
    }

    /**
     * Reads a register. A friend's file that is damaged is passed over, see {@link #unreadable}.
     *
     * @throws HandoverException if the authority or the list of withdrawn certificates is not what it should be
     * @throws IOException if it cannot be read
     */
    public static Register open(Path directory, SecureRandom random) throws IOException {
        Register register = new Register(directory, Authority.load(directory.resolve("authority.pem")), random);
        register.readRevoked();
        register.readFriends();
        return register;
    }

    private static void makeRoomForFriends(Path directory) throws IOException {
        Files.createDirectories(
                directory.resolve("friends"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private void readRevoked() throws IOException {
        Path file = directory.resolve("revoked");
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
                HandoverException.require(line.matches("[0-9a-f]{1,40}"), file + " is damaged");
                revoked.add(new BigInteger(line, 16));
            }
        }
    }

    /** A copy of files alone has no empty directory: one that is not there holds nobody. */
    private void readFriends() throws IOException {
        Path room = directory.resolve("friends");
        if (Files.notExists(room)) {
            return;
        }
        try (Stream<Path> files = Files.list(room)) {
            for (Path file : files.filter(file ->
                            FRIEND.matcher(file.getFileName().toString()).matches())
                    .toList()) {
                int number = Integer.parseInt(file.getFileName().toString().replace(SUFFIX, ""));
                try {
                    readFriend(file);
                } catch (HandoverException | IOException damaged) {
                    unreadable.put(number, file + " cannot be used: " + FileTrouble.words(damaged));
                }
            }
        }
    }

    private void readFriend(Path file) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        for (String block : BETWEEN_BLOCKS.splitAsStream(text).toList()) {
            X509Certificate certificate = Keys.certificate(Pem.decode(Keys.CERTIFICATE_LABEL, block));
            HandoverException.require(
                    Keys.issued(authority.profile(), authority.certificate(), certificate),
                    file + " is not of this exchange");
            certificates.add(certificate);
        }
        X509Certificate latest = certificates.get(certificates.size() - 1);
        if (!revoked.contains(latest.getSerialNumber())) {
            friends.put(subscriberOf(latest).number(), certificates);
        }
    }

    /** The exchange's authority. */
    public Authority authority() {
        return authority;
    }

    /** The friends who may connect, by number. */
    public SortedMap<Integer, Subscriber> friends() {
        SortedMap<Integer, Subscriber> subscribers = new TreeMap<>();
        friends.forEach((number, certificates) -> subscribers.put(number, subscriberOf(certificates.get(0))));
        return subscribers;
    }

    /** The friends whose files are damaged, by number, and why. They cannot connect, and have to be invited anew. */
    public SortedMap<Integer, String> unreadable() {
        return Collections.unmodifiableSortedMap(unreadable);
    }

    /**
     * Invites a friend. A friend who had the number before is cut off by it.
     *
     * @throws IOException if it cannot be written down; the invitation then does not exist
     */
    public Invitation invite(int number, Rendezvous rendezvous, Endpoint remote, Instant now) throws IOException {
        revoke(number);
        Invitation invitation = authority.invite(Subscriber.random(number, random), rendezvous, remote, now, random);
        write(number, List.of(invitation.credential().certificate()));
        return invitation;
    }

    /** Withdraws a friend's certificate in this process alone, until {@link #writeWithdrawn} has written it down. */
    public void withdraw(int number) {
        List<X509Certificate> certificates = friends.remove(number);
        if (certificates != null) {
            certificates.forEach(certificate -> revoked.add(certificate.getSerialNumber()));
            revocationList = null;
        }
        if (certificates != null || unreadable.remove(number) != null) {
            withdrawn.add(number);
        }
    }

    /**
     * Withdraws a friend's certificate for good.
     *
     * @throws IOException if it cannot be written down; until this process ends it is withdrawn all the same
     */
    public void revoke(int number) throws IOException {
        withdraw(number);
        writeWithdrawn();
    }

    /**
     * Writes down which certificates were withdrawn.
     *
     * @throws IOException if it cannot be written down; until this process ends they are withdrawn all the same
     */
    public void writeWithdrawn() throws IOException {
        if (withdrawn.isEmpty()) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        revoked.forEach(serial -> lines.append(serial.toString(16)).append('\n'));
        DurableFile.write(directory.resolve("revoked"), lines.toString().getBytes(StandardCharsets.US_ASCII));
        for (int gone : List.copyOf(withdrawn)) {
            DurableFile.delete(friendFile(gone));
            withdrawn.remove(gone);
        }
    }

    /**
     * Makes those friends' certificates anew of which less than half the life is left. The old ones stay valid until they
     * end by themselves.
     *
     * @return the friends whose certificates those are
     * @throws IOException if one cannot be written down
     */
    public SortedSet<Integer> renew(Instant now) throws IOException {
        SortedSet<Integer> renewed = new TreeSet<>();
        Instant soon = now.atOffset(ZoneOffset.UTC)
                .plusMonths(Authority.CERTIFICATE_LIFE.toTotalMonths() / 2)
                .toInstant();
        for (List<X509Certificate> certificates : List.copyOf(friends.values())) {
            X509Certificate latest = certificates.get(certificates.size() - 1);
            if (latest.getNotAfter().toInstant().isBefore(soon)) {
                Subscriber subscriber = subscriberOf(latest);
                X509Certificate next = authority.certify(subscriber, latest.getPublicKey(), now, random);
                List<X509Certificate> all = new ArrayList<>(certificates);
                all.add(next);
                write(subscriber.number(), all);
                renewed.add(subscriber.number());
            }
        }
        return renewed;
    }

    /**
     * A friend's latest certificate as a PEM block, if it was made anew since the invitation. It is public, and of use only
     * to the friend, who takes it with {@link Invitation#renewed}.
     */
    public Optional<String> renewed(int number) {
        return Optional.ofNullable(friends.get(number))
                .filter(certificates -> certificates.size() > 1)
                .map(certificates -> pem(certificates.get(certificates.size() - 1)));
    }

    /** The list that OpenVPN checks certificates against, as a PEM block. */
    public String revocationListPem() {
        String known = revocationList;
        if (known == null) {
            known = authority.revocationListPem(revoked);
            revocationList = known;
        }
        return known;
    }

    /** All that as of now. */
    public Roll roll() {
        SortedMap<Integer, String> renewed = new TreeMap<>();
        friends.keySet().forEach(number -> renewed(number).ifPresent(pem -> renewed.put(number, pem)));
        return new Roll(authority, friends(), renewed, revocationListPem());
    }

    private void write(int number, List<X509Certificate> certificates) throws IOException {
        StringBuilder text = new StringBuilder();
        certificates.forEach(certificate -> text.append(pem(certificate)));
        makeRoomForFriends(directory);
        DurableFile.write(friendFile(number), text.toString().getBytes(StandardCharsets.US_ASCII));
        friends.put(number, certificates);
    }

    private static String pem(X509Certificate certificate) {
        return Pem.encode(Keys.CERTIFICATE_LABEL, Keys.encoded(certificate));
    }

    private Path friendFile(int number) {
        return directory.resolve("friends").resolve(number + SUFFIX);
    }

    private static Subscriber subscriberOf(X509Certificate certificate) {
        String name = certificate.getSubjectX500Principal().getName();
        return Subscriber.ofCommonName(name.startsWith("CN=") ? name.substring(3) : name)
                .orElseThrow(() -> new HandoverException("'" + name + "' is no friend's certificate"));
    }
}
