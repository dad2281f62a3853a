package io.voider.transport.identity;

import io.voider.transport.address.Endpoint;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where two homes meet, and by what right.
 *
 * @param addresses one or two
 * @param pin SHA-256 of the server's SubjectPublicKeyInfo, as 64 small hexadecimal digits
 * @param capability base64url, 1 to 512 characters, whose meaning is the rendezvous's own; a secret
 */
public record Rendezvous(List<Endpoint> addresses, String pin, String capability) {
    private static final Pattern PIN = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern CAPABILITY = Pattern.compile("[A-Za-z0-9_-]{1,512}");

    /** @throws HandoverException if a part is out of range */
    public Rendezvous {
        addresses = List.copyOf(addresses);
        HandoverException.require(
                addresses.size() == 1 || addresses.size() == 2,
                "a rendezvous has one or two addresses, not " + addresses.size());
        HandoverException.require(PIN.matcher(pin).matches(), "a pin is 64 small hexadecimal digits");
        HandoverException.require(
                CAPABILITY.matcher(capability).matches(), "a capability is 1 to 512 characters of base64url");
    }

    /** With the pin as its 32 bytes. */
    public static Rendezvous of(List<Endpoint> addresses, byte[] pin, String capability) {
        return new Rendezvous(addresses, HexFormat.of().formatHex(pin), capability);
    }

    /** The pin's 32 bytes. */
    public byte[] pinBytes() {
        return HexFormat.of().parseHex(pin);
    }

    void writeTo(HandoverFields fields) {
        addresses.forEach(address -> fields.add("rendezvous", address.text()));
        fields.add("pin", pin).add("capability", capability);
    }

    static Rendezvous readFrom(HandoverFields fields) {
        return new Rendezvous(
                fields.all("rendezvous").stream().map(HandoverFields::endpoint).toList(),
                fields.one("pin"),
                fields.one("capability"));
    }

    @Override
    public String toString() {
        return "Rendezvous" + addresses;
    }
}
