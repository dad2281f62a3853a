package io.voider.transport.identity;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An invitation as the text of a QR code: {@code VOIDER:} and base45 (RFC 9285) of
 *
 * <pre>
 * version (1) = 1   number (1)   id (16)   count of addresses (1)
 * profile, exchange, remote, addresses, capability, exchange's certificate, friend's certificate, PKCS #8 key, tls-crypt-v2 key:
 *     each a length (2, big-endian) and that many bytes
 * pin (32)   first 8 bytes of SHA-256 over all before
 * </pre>
 */
final class InvitationQr {
    private static final String PREFIX = "VOIDER:";

    /** What version 40 holds at error correction level L (ISO/IEC 18004, table 7). */
    private static final int LARGEST_ALPHANUMERIC = 4296;

    private static final int CHECKSUM_BYTES = 8;
    private static final int PIN_BYTES = 32;
    private static final int ID_BYTES = 16;

    private InvitationQr() {}

    static Optional<String> write(Invitation invitation) {
        String text = PREFIX + Base45.encode(bytes(invitation));
        return text.length() <= LARGEST_ALPHANUMERIC ? Optional.of(text) : Optional.empty();
    }

    private static byte[] bytes(Invitation invitation) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Rendezvous rendezvous = invitation.rendezvous();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(HandoverFields.VERSION);
            out.write(invitation.subscriber().metadata());
            out.writeByte(rendezvous.addresses().size());
            part(out, invitation.profile().label());
            part(out, invitation.exchange());
            part(out, invitation.remote().toString());
            for (Endpoint address : rendezvous.addresses()) {
                part(out, address.toString());
            }
            part(out, rendezvous.capability());
            part(out, Keys.encoded(invitation.authority()));
            part(out, Keys.encoded(invitation.credential().certificate()));
            part(out, invitation.credential().privateKey().getEncoded());
            part(out, invitation.tlsCryptKey().encoded());
            out.write(rendezvous.pinBytes());
            out.write(HandoverFields.sha256(bytes.toByteArray()), 0, CHECKSUM_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    static Invitation read(String text) {
        HandoverException.require(
                text.startsWith(PREFIX) && text.length() <= LARGEST_ALPHANUMERIC, "this is not a code of voider's");
        byte[] bytes = Base45.decode(text.substring(PREFIX.length()));
        int length = bytes.length - CHECKSUM_BYTES;
        HandoverException.require(length > 0, "the code's text is not complete");
        byte[] checksum = HandoverFields.sha256(Arrays.copyOf(bytes, length));
        HandoverException.require(
                Arrays.equals(checksum, 0, CHECKSUM_BYTES, bytes, length, bytes.length),
                "the code was misread; scan it again");
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes, 0, length))) {
            Invitation invitation = read(in);
            HandoverException.require(Arrays.equals(bytes, bytes(invitation)), "this is not a code that voider made");
            return invitation;
        } catch (IOException e) {
            throw new HandoverException("the code's text is not complete", e);
        }
    }

    private static Invitation read(DataInputStream in) throws IOException {
        int version = in.readUnsignedByte();
        HandoverException.require(
                version == HandoverFields.VERSION,
                "this code is of version " + version + "; this voider reads version " + HandoverFields.VERSION);
        Subscriber subscriber = Subscriber.ofMetadata(in.readNBytes(1 + ID_BYTES), 0, 1 + ID_BYTES)
                .orElseThrow(() -> new HandoverException("a subscriber's number is 2…254"));
        int addresses = in.readUnsignedByte();
        Profile profile = Profile.labelled(string(in))
                .orElseThrow(() -> new HandoverException("there is no such profile; there are strong and fast"));
        String exchange = string(in);
        Endpoint remote = Endpoint.parse(string(in));
        List<Endpoint> rendezvous = new ArrayList<>();
        for (int i = 0; i < addresses; i++) {
            rendezvous.add(Endpoint.parse(string(in)));
        }
        String capability = string(in);
        var authority = Keys.certificate(part(in));
        var credential = new Credential(Keys.certificate(part(in)), Keys.privateKey(profile, part(in)));
        var tlsCryptKey = TlsCryptClientKey.decode(part(in));
        var meeting = Rendezvous.of(rendezvous, in.readNBytes(PIN_BYTES), capability);
        return new Invitation(exchange, subscriber, profile, meeting, remote, authority, credential, tlsCryptKey);
    }

    private static void part(DataOutputStream out, byte[] part) throws IOException {
        out.writeShort(part.length);
        out.write(part);
    }

    private static void part(DataOutputStream out, String part) throws IOException {
        part(out, part.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] part(DataInputStream in) throws IOException {
        byte[] part = new byte[in.readUnsignedShort()];
        in.readFully(part);
        return part;
    }

    private static String string(DataInputStream in) throws IOException {
        return new String(part(in), StandardCharsets.ISO_8859_1);
    }
}
