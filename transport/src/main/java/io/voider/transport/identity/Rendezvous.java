package io.voider.transport.identity;

import io.voider.transport.address.AddressRange;
import io.voider.transport.address.Endpoint;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

    /** RFC 1918, RFC 6598 section 7, RFC 3927, RFC 4193, RFC 4291 section 2.5.6. */
    private static final List<AddressRange> WITHIN = Stream.of(
                    "10.0.0.0/8",
                    "172.16.0.0/12",
                    "192.168.0.0/16",
                    "100.64.0.0/10",
                    "169.254.0.0/16",
                    "fc00::/7",
                    "fe80::/10")
            .map(AddressRange::parse)
            .toList();

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

    /**
     * What is to be said when one of the addresses is within a home: a sentence, or nothing. Names are not looked up, for what they lead to
     * may change at any time.
     *
     * @param remedy what to do if one knows of none there: what follows "if you know of none,"
     */
    public String whereItIsWithin(String remedy) {
        for (Endpoint address : addresses) {
            if (address.isLiteral()) {
                InetAddress place = address.literal().getAddress();
                if (place.isLoopbackAddress() || place.isAnyLocalAddress()) {
                    return "its rendezvous is said to be at " + address.text()
                            + ", which is this machine: if none runs here, " + remedy;
                }
                if (WITHIN.stream().anyMatch(range -> range.contains(place))) {
                    return "its rendezvous is said to be at " + address.text()
                            + ", an address within a network: it can be reached where that is the rendezvous's own, and"
                            + " if you know of none, " + remedy;
                }
            }
        }
        return "";
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
