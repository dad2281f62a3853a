package io.voider.cli.exchange.proxy;

/**
 * A PBX that is registered as one phone. Its Contact names nobody, so that it means all extensions behind it (as RFC 6140 section 5.2 has
 * it), or {@code s}, which is Asterisk's word for it.
 */
final class Trunk {
    private static final String START = "s";

    private Trunk() {}

    /**
     * Where a call is to go.
     *
     * @param contact where the phone is registered
     * @param requestUri whom the call is for, at the switchboard
     * @return the contact; a PBX's with the extension that was dialled, if one was
     */
    static String contact(String contact, String requestUri) {
        String extension = Spelling.of(requestUri).map(Spelling::user).orElse(null);
        return Spelling.of(contact)
                .filter(spelling -> Meant.isExtension(extension))
                .filter(spelling -> spelling.user() == null || spelling.user().equals(START))
                .map(spelling ->
                        new UriSwap(spelling.user(), spelling.host(), extension, spelling.host()).swap(contact))
                .orElse(contact);
    }
}
