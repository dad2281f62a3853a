package io.voider.transport.identity;

/**
 * What a friend may give back to the exchange that invited them: by it the inviting side sees whether the joined side is
 * up, and can reach it. Secret, as the capability in it is.
 *
 * @param holder what the joined side calls itself
 * @param exchange the exchange that it joined
 * @param number its number there, 2…254
 * @param rendezvous where the joined side can be seen, and by what right
 */
public record AccessCredential(String holder, String exchange, int number, Rendezvous rendezvous) {
    private static final String KIND = "access credential";

    /** @throws HandoverException if a part is out of range */
    public AccessCredential {
        PartyName.check(holder);
        PartyName.check(exchange);
        HandoverException.require(number >= 2 && number <= 254, "a subscriber's number is 2…254, not " + number);
    }

    /** The file, as {@link #parse} takes it. */
    public String text() {
        HandoverFields fields = new HandoverFields(KIND)
                .add("holder", PartyName.escaped(holder))
                .add("exchange", PartyName.escaped(exchange))
                .add("number", String.valueOf(number));
        rendezvous.writeTo(fields);
        return fields.text("");
    }

    /**
     * Reads an access credential.
     *
     * @throws HandoverException if it is not exactly what voider would have written
     */
    public static AccessCredential parse(String text) {
        String normal = HandoverFields.normal(text);
        HandoverFields fields = HandoverFields.read(KIND, normal);
        AccessCredential credential = new AccessCredential(
                PartyName.unescaped(fields.one("holder")),
                PartyName.unescaped(fields.one("exchange")),
                fields.number("number"),
                Rendezvous.readFrom(fields));
        HandoverFields.requireSame(normal, credential.text());
        return credential;
    }
}
