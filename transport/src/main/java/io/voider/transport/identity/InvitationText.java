package io.voider.transport.identity;

/**
 * An invitation as a file: comment lines with voider's part, a fixed OpenVPN configuration, the keys inline.
 *
 * <p>Reading takes the values out, writes the file anew and compares. So nothing but the values can differ between two
 * invitations, and what OpenVPN is told to do never comes from the file.
 */
final class InvitationText {
    private static final String KIND = "invitation";

    private InvitationText() {}

    static String write(Invitation invitation) {
        HandoverFields fields = new HandoverFields(KIND)
                .add("exchange", PartyName.escaped(invitation.exchange()))
                .add("number", String.valueOf(invitation.number()))
                .add("id", invitation.subscriber().id())
                .add("profile", invitation.profile().label());
        invitation.rendezvous().writeTo(fields);
        fields.add("remote", invitation.remote().toString());
        return fields.text(body(invitation));
    }

    private static String body(Invitation invitation) {
        StringBuilder body = new StringBuilder();
        StockDirectives.client(invitation.profile(), invitation.remote())
                .forEach(line -> body.append(line).append('\n'));
        return body.append(block("ca", invitation.authorityPem()))
                .append(block("cert", invitation.credential().certificatePem()))
                .append(block("key", invitation.credential().privateKeyPem()))
                .append(block("tls-crypt-v2", invitation.tlsCryptKey().pem()))
                .toString();
    }

    private static String block(String tag, String pem) {
        return "<" + tag + ">\n" + pem + "</" + tag + ">\n";
    }

    static Invitation read(String text) {
        String normal = HandoverFields.normal(text);
        StockDirectives.refuseOthers(normal.lines().toList());
        HandoverFields fields = HandoverFields.read(KIND, normal);
        Profile profile = Profile.labelled(fields.one("profile"))
                .orElseThrow(() -> new HandoverException("there is no such profile; there are strong and fast"));
        byte[] certificate = Pem.decode(Keys.CERTIFICATE_LABEL, content(normal, "cert"));
        byte[] privateKey = Pem.decode(Keys.PRIVATE_KEY_LABEL, content(normal, "key"));
        Invitation invitation = new Invitation(
                PartyName.unescaped(fields.one("exchange")),
                new Subscriber(fields.number("number"), fields.one("id")),
                profile,
                Rendezvous.readFrom(fields),
                HandoverFields.endpoint(fields.one("remote")),
                Keys.certificate(Pem.decode(Keys.CERTIFICATE_LABEL, content(normal, "ca"))),
                new Credential(Keys.certificate(certificate), Keys.privateKey(profile, privateKey)),
                TlsCryptClientKey.decode(Pem.decode(TlsCryptClientKey.LABEL, content(normal, "tls-crypt-v2"))));
        HandoverFields.requireSame(normal, write(invitation));
        return invitation;
    }

    private static String content(String text, String tag) {
        String open = "\n<" + tag + ">\n";
        int from = text.indexOf(open);
        int to = text.indexOf("</" + tag + ">\n", Math.max(from, 0));
        HandoverException.require(from >= 0 && to > from, "the part <" + tag + "> is missing");
        return text.substring(from + open.length(), to);
    }
}
