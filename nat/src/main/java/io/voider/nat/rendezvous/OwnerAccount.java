package io.voider.nat.rendezvous;

import io.voider.transport.address.Endpoint;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the operator of a rendezvous hands to a node's owner, as one line of text:
 * {@code voider1/HOST:PORT[,HOST:PORT]/PIN/SECRET}, with pin and secret in base64url.
 *
 * @param addresses one or two addresses of the rendezvous
 * @param pin SHA-256 of the server's SubjectPublicKeyInfo, 32 bytes
 * @param secret the owner's read-write capability, 32 bytes; the server knows its SHA-256 only
 */
public record OwnerAccount(List<Endpoint> addresses, Octets pin, Octets secret) {
    public static final int SECRET_LENGTH = 32;
    private static final String PREFIX = "voider1";

    public OwnerAccount {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty() || addresses.size() > 2) {
            throw new IllegalArgumentException("a rendezvous has one or two addresses, not " + addresses.size());
        }
        pin.requireLength(32, "pin");
        secret.requireLength(SECRET_LENGTH, "owner's secret");
    }

    /** Reads {@link #text()}. @throws IllegalArgumentException if the line is damaged */
    public static OwnerAccount parse(String line) {
        String[] parts = line.strip().split("/", -1);
        if (parts.length != 4 || !parts[0].equals(PREFIX)) {
            throw new IllegalArgumentException("a rendezvous line begins with " + PREFIX
                    + "/ and has four parts: paste the whole line that \"rendezvous account add\" printed");
        }
        try {
            List<Endpoint> addresses =
                    Arrays.stream(parts[1].split(",", -1)).map(Endpoint::parse).toList();
            return new OwnerAccount(addresses, Octets.parse(parts[2]), Octets.parse(parts[3]));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the rendezvous line is damaged (" + e.getMessage()
                            + "): paste the whole line that \"rendezvous account add\" printed",
                    e);
        }
    }

    public String text() {
        String hosts = addresses.stream().map(Endpoint::text).collect(Collectors.joining(","));
        return PREFIX + "/" + hosts + "/" + pin.text() + "/" + secret.text();
    }
}
