package io.voider.sip;

import static io.voider.sip.Treatment.ADDRESSES;
import static io.voider.sip.Treatment.HOPS;
import static io.voider.sip.Treatment.KEPT;
import static io.voider.sip.Treatment.LENGTH;
import static io.voider.sip.Treatment.TARGETS;
import static io.voider.sip.Treatment.WARNINGS;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The table of header fields: each one that IANA lists for SIP (and three that phones use all the same), where it is defined,
 * what the rewriter does with it, and why. A header field that is not here is kept.
 *
 * <p>The rule behind the rows: mapped is what a peer may send something to, or shows as an address; kept is what must come
 * back byte for byte (identifiers, digests, signatures) and what holds no address at all.
 */
public enum SipHeader {
    ACCEPT("Accept", "RFC 3261", KEPT, "media types"),
    ACCEPT_CONTACT("Accept-Contact", 'a', "RFC 3841", KEPT, "feature preferences"),
    ACCEPT_ENCODING("Accept-Encoding", "RFC 3261", KEPT, "encodings"),
    ACCEPT_LANGUAGE("Accept-Language", "RFC 3261", KEPT, "languages"),
    ACCEPT_RESOURCE_PRIORITY("Accept-Resource-Priority", "RFC 4412", KEPT, "priority names"),
    ADDITIONAL_IDENTITY(
            "Additional-Identity", "3GPP TS 24.229", ADDRESSES, "a URI of the caller, like P-Asserted-Identity"),
    ALERT_INFO("Alert-Info", "RFC 3261", ADDRESSES, "URIs that may be fetched from the phone"),
    ALERTMSG_ERROR("AlertMsg-Error", "RFC 8876", KEPT, "error codes"),
    ALSO("Also", "expired draft, not registered", ADDRESSES, "whom a BYE asks to call instead, before there was REFER"),
    ALLOW("Allow", "RFC 3261", KEPT, "methods"),
    ALLOW_EVENTS("Allow-Events", 'u', "RFC 6665", KEPT, "event packages"),
    ANSWER_MODE("Answer-Mode", "RFC 5373", KEPT, "tokens"),
    ATTESTATION_INFO("Attestation-Info", "3GPP TS 24.229", KEPT, "tokens"),
    AUTHENTICATION_INFO("Authentication-Info", "RFC 3261", KEPT, "digest values, computed over the sender's own text"),
    AUTHORIZATION("Authorization", "RFC 3261", KEPT, "the digest covers its uri parameter byte for byte"),
    CALL_ID("Call-ID", 'i', "RFC 3261", KEPT, "an opaque identifier, even where it looks like user@address"),
    CALL_INFO("Call-Info", "RFC 3261", ADDRESSES, "URIs that may be fetched from the phone"),
    CELLULAR_NETWORK_INFO("Cellular-Network-Info", "3GPP TS 24.229", KEPT, "radio cells"),
    CONTACT("Contact", 'm', "RFC 3261", ADDRESSES, "where the next request of the dialog goes"),
    CONTENT_DISPOSITION("Content-Disposition", "RFC 3261", KEPT, "tokens"),
    CONTENT_ENCODING("Content-Encoding", 'e', "RFC 3261", KEPT, "encodings"),
    CONTENT_ID("Content-ID", "RFC 8262", KEPT, "an opaque identifier"),
    CONTENT_LANGUAGE("Content-Language", "RFC 3261", KEPT, "languages"),
    CONTENT_LENGTH("Content-Length", 'l', "RFC 3261", LENGTH, "follows the body when addresses in it change length"),
    CONTENT_TYPE("Content-Type", 'c', "RFC 3261", KEPT, "media types; says how the body is read"),
    CSEQ("CSeq", "RFC 3261", KEPT, "number and method"),
    DATE("Date", "RFC 3261", KEPT, "time"),
    DC_INFO("DC-Info", "3GPP TS 24.229", KEPT, "data channel tokens"),
    DIVERSION("Diversion", "RFC 5806, not registered", ADDRESSES, "who was called before"),
    ENCRYPTION("Encryption", "RFC 2543, deprecated", KEPT, "ciphertext"),
    ERROR_INFO("Error-Info", "RFC 3261", ADDRESSES, "URIs that may be fetched from the phone"),
    EVENT("Event", 'o', "RFC 6665", KEPT, "event package; dialog identifiers are opaque"),
    EXPIRES("Expires", "RFC 3261", KEPT, "seconds"),
    FEATURE_CAPS("Feature-Caps", "RFC 6809", KEPT, "feature tags"),
    FLOW_TIMER("Flow-Timer", "RFC 5626", KEPT, "seconds"),
    FROM("From", 'f', "RFC 3261", ADDRESSES, "the caller as the callee's phone book has the number"),
    GEOLOCATION("Geolocation", "RFC 6442", ADDRESSES, "a URI where the location may be asked for"),
    GEOLOCATION_ERROR("Geolocation-Error", "RFC 6442", KEPT, "error codes"),
    GEOLOCATION_ROUTING("Geolocation-Routing", "RFC 6442", KEPT, "yes or no"),
    HIDE("Hide", "RFC 2543, deprecated", KEPT, "tokens"),
    HISTORY_INFO("History-Info", "RFC 7044", ADDRESSES, "where the request has been"),
    IDENTITY("Identity", 'y', "RFC 8224", KEPT, "a signed token: changing it would break it"),
    IDENTITY_INFO("Identity-Info", "RFC 4474, deprecated", KEPT, "where the signer's certificate is, never at a phone"),
    IN_REPLY_TO("In-Reply-To", "RFC 3261", KEPT, "Call-IDs"),
    INFO_PACKAGE("Info-Package", "RFC 6086", KEPT, "package name"),
    JOIN("Join", "RFC 3911", KEPT, "a Call-ID and tags"),
    MAX_BREADTH("Max-Breadth", "RFC 5393", KEPT, "number"),
    MAX_FORWARDS("Max-Forwards", "RFC 3261", KEPT, "number"),
    MIME_VERSION("MIME-Version", "RFC 3261", KEPT, "number"),
    MIN_EXPIRES("Min-Expires", "RFC 3261", KEPT, "seconds"),
    MIN_SE("Min-SE", "RFC 4028", KEPT, "seconds"),
    ORGANIZATION("Organization", "RFC 3261", KEPT, "text"),
    ORIGINATION_ID("Origination-Id", "3GPP TS 24.229", KEPT, "an opaque identifier"),
    P_ACCESS_NETWORK_INFO("P-Access-Network-Info", "RFC 7315", KEPT, "access network tokens"),
    P_ANSWER_STATE("P-Answer-State", "RFC 4964", KEPT, "tokens"),
    P_ASSERTED_IDENTITY("P-Asserted-Identity", "RFC 3325", ADDRESSES, "who the caller is"),
    P_ASSERTED_SERVICE("P-Asserted-Service", "RFC 6050", KEPT, "a service URN"),
    P_ASSOCIATED_URI("P-Associated-URI", "RFC 7315", ADDRESSES, "other URIs of the user"),
    P_CALLED_PARTY_ID("P-Called-Party-ID", "RFC 7315", ADDRESSES, "the URI that was called"),
    P_CHARGE_INFO("P-Charge-Info", "RFC 8496", ADDRESSES, "a URI of the payer"),
    P_CHARGING_FUNCTION_ADDRESSES(
            "P-Charging-Function-Addresses", "RFC 7315", KEPT, "a carrier's charging hosts, never a phone"),
    P_CHARGING_VECTOR("P-Charging-Vector", "RFC 7315", KEPT, "opaque identifiers of carriers"),
    P_DCS_BILLING_INFO("P-DCS-Billing-Info", "RFC 5503", KEPT, "a cable operator's billing data"),
    P_DCS_LAES("P-DCS-LAES", "RFC 5503", KEPT, "a cable operator's hosts, never a phone"),
    P_DCS_OSPS("P-DCS-OSPS", "RFC 5503", KEPT, "tokens"),
    P_DCS_REDIRECT("P-DCS-Redirect", "RFC 5503", KEPT, "a cable operator's data in quoted parameters"),
    P_DCS_TRACE_PARTY_ID("P-DCS-Trace-Party-ID", "RFC 5503", ADDRESSES, "a URI of the caller"),
    P_EARLY_MEDIA("P-Early-Media", "RFC 5009", KEPT, "tokens"),
    P_MEDIA_AUTHORIZATION("P-Media-Authorization", "RFC 3313", KEPT, "an opaque token"),
    P_PREFERRED_IDENTITY("P-Preferred-Identity", "RFC 3325", ADDRESSES, "who the caller wants to be"),
    P_PREFERRED_SERVICE("P-Preferred-Service", "RFC 6050", KEPT, "a service URN"),
    P_PRIVATE_NETWORK_INDICATION("P-Private-Network-Indication", "RFC 7316", KEPT, "a private network's name"),
    P_PROFILE_KEY("P-Profile-Key", "RFC 5002", ADDRESSES, "a URI that stands for many users"),
    P_REFUSED_URI_LIST("P-Refused-URI-List", "RFC 5318", ADDRESSES, "URIs of a list"),
    P_SERVED_USER("P-Served-User", "RFC 5502", ADDRESSES, "the URI that is served"),
    P_USER_DATABASE("P-User-Database", "RFC 4457", KEPT, "a carrier's database, never a phone"),
    P_VISITED_NETWORK_ID("P-Visited-Network-ID", "RFC 7315", KEPT, "a network's name"),
    PATH("Path", "RFC 3327", ADDRESSES, "hops to the phone"),
    PERMISSION_MISSING("Permission-Missing", "RFC 5360", ADDRESSES, "URIs of a list"),
    POLICY_CONTACT("Policy-Contact", "RFC 6794", ADDRESSES, "URIs of a policy server"),
    POLICY_ID("Policy-ID", "RFC 6794", KEPT, "an opaque token"),
    PRIORITY("Priority", "RFC 3261", KEPT, "tokens"),
    PRIORITY_SHARE("Priority-Share", "3GPP TS 24.229", KEPT, "tokens"),
    PRIORITY_VERSTAT("Priority-Verstat", "3GPP TS 24.229", KEPT, "tokens"),
    PRIV_ANSWER_MODE("Priv-Answer-Mode", "RFC 5373", KEPT, "tokens"),
    PRIVACY("Privacy", "RFC 3323", KEPT, "tokens"),
    PROXY_AUTHENTICATE("Proxy-Authenticate", "RFC 3261", KEPT, "a challenge: nonce and realm are opaque"),
    PROXY_AUTHORIZATION("Proxy-Authorization", "RFC 3261", KEPT, "the digest covers its uri parameter byte for byte"),
    PROXY_REQUIRE("Proxy-Require", "RFC 3261", KEPT, "option tags"),
    RACK("RAck", "RFC 3262", KEPT, "numbers and method"),
    REASON("Reason", "RFC 3326", KEPT, "causes and text"),
    REASON_PHRASE("Reason-Phrase", "reserved by IANA", KEPT, "not a header field; the name is reserved"),
    RECORD_ROUTE("Record-Route", "RFC 3261", ADDRESSES, "hops of the dialog"),
    RECV_INFO("Recv-Info", "RFC 6086", KEPT, "package names"),
    REFER_EVENTS_AT("Refer-Events-At", "RFC 7614", ADDRESSES, "the URI to subscribe to"),
    REFER_SUB("Refer-Sub", "RFC 4488", KEPT, "true or false"),
    REFER_TO(
            "Refer-To",
            'r',
            "RFC 3515",
            TARGETS,
            "who is to be called; header fields inside the URI follow their own rows"),
    REFERRED_BY("Referred-By", 'b', "RFC 3892", ADDRESSES, "who asked for the transfer"),
    REJECT_CONTACT("Reject-Contact", 'j', "RFC 3841", KEPT, "feature preferences"),
    RELAYED_CHARGE("Relayed-Charge", "3GPP TS 24.229", KEPT, "charging data"),
    REMOTE_PARTY_ID("Remote-Party-ID", "expired draft, not registered", ADDRESSES, "who the caller is"),
    REPLACES("Replaces", "RFC 3891", KEPT, "a Call-ID and tags"),
    REPLY_TO("Reply-To", "RFC 3261", ADDRESSES, "where to call back"),
    REQUEST_DISPOSITION("Request-Disposition", 'd', "RFC 3841", KEPT, "tokens"),
    REQUIRE("Require", "RFC 3261", KEPT, "option tags"),
    RESOURCE_PRIORITY("Resource-Priority", "RFC 4412", KEPT, "priority names"),
    RESOURCE_SHARE("Resource-Share", "3GPP TS 24.229", KEPT, "tokens"),
    RESPONSE_KEY("Response-Key", "RFC 2543, deprecated", KEPT, "a key"),
    RESPONSE_SOURCE("Response-Source", "3GPP TS 24.229", KEPT, "a network function's name"),
    RESTORATION_INFO("Restoration-Info", "3GPP TS 24.229", KEPT, "an opaque identifier"),
    RETRY_AFTER("Retry-After", "RFC 3261", KEPT, "seconds and comment"),
    ROUTE("Route", "RFC 3261", ADDRESSES, "hops of the dialog"),
    RSEQ("RSeq", "RFC 3262", KEPT, "number"),
    SECURITY_CLIENT("Security-Client", "RFC 3329", KEPT, "mechanisms; Security-Verify must repeat them"),
    SECURITY_SERVER("Security-Server", "RFC 3329", KEPT, "mechanisms; Security-Verify must repeat them"),
    SECURITY_VERIFY("Security-Verify", "RFC 3329", KEPT, "mechanisms, repeated byte for byte"),
    SERVER("Server", "RFC 3261", KEPT, "product names"),
    SERVICE_INTERACT_INFO("Service-Interact-Info", "3GPP TS 24.229", KEPT, "tokens"),
    SERVICE_ROUTE("Service-Route", "RFC 3608", ADDRESSES, "hops to the registrar's services"),
    SESSION_EXPIRES("Session-Expires", 'x', "RFC 4028", KEPT, "seconds and refresher"),
    SESSION_ID("Session-ID", "RFC 7989", KEPT, "an opaque identifier"),
    SIP_ETAG("SIP-ETag", "RFC 3903", KEPT, "an opaque identifier"),
    SIP_IF_MATCH("SIP-If-Match", "RFC 3903", KEPT, "an opaque identifier"),
    SUBJECT("Subject", 's', "RFC 3261", KEPT, "text"),
    SUBSCRIPTION_STATE("Subscription-State", "RFC 6665", KEPT, "tokens and seconds"),
    SUPPORTED("Supported", 'k', "RFC 3261", KEPT, "option tags"),
    SUPPRESS_IF_MATCH("Suppress-If-Match", "RFC 5839", KEPT, "an opaque identifier"),
    TARGET_DIALOG("Target-Dialog", "RFC 4538", KEPT, "a Call-ID and tags"),
    TIMESTAMP("Timestamp", "RFC 3261", KEPT, "time"),
    TO("To", 't', "RFC 3261", ADDRESSES, "the callee as the caller dialled"),
    TRIGGER_CONSENT("Trigger-Consent", "RFC 5360", ADDRESSES, "URIs to ask for consent"),
    UNSUPPORTED("Unsupported", "RFC 3261", KEPT, "option tags"),
    USER_AGENT("User-Agent", "RFC 3261", KEPT, "product names and comments"),
    USER_TO_USER("User-to-User", "RFC 7433", KEPT, "opaque data of the users"),
    VIA("Via", 'v', "RFC 3261", HOPS, "where the response goes"),
    WARNING("Warning", "RFC 3261", WARNINGS, "the agent is the host that warns; the text is for people and stays"),
    WWW_AUTHENTICATE("WWW-Authenticate", "RFC 3261", KEPT, "a challenge: nonce and realm are opaque");

    private static final Set<SipHeader> ONCE = EnumSet.of(CALL_ID, CONTENT_LENGTH, CONTENT_TYPE, CSEQ, FROM, TO);

    private final String fieldName;
    private final char compact;
    private final String source;
    private final Treatment treatment;
    private final String why;

    SipHeader(String fieldName, char compact, String source, Treatment treatment, String why) {
        this.fieldName = fieldName;
        this.compact = compact;
        this.source = source;
        this.treatment = treatment;
        this.why = why;
    }

    SipHeader(String fieldName, String source, Treatment treatment, String why) {
        this(fieldName, '\0', source, treatment, why);
    }

    /** The header field of that name, long or compact, in any case; null for one that the table does not have. */
    public static @Nullable SipHeader of(String name) {
        byte[] octets = name.getBytes(StandardCharsets.ISO_8859_1);
        return HeaderNames.find(octets, 0, octets.length);
    }

    /** The header field of the name in {@code bytes[start … end)}; otherwise like {@link #of(String)}. */
    public static @Nullable SipHeader of(byte[] bytes, int start, int end) {
        return HeaderNames.find(bytes, start, end);
    }

    /** The name as its document writes it. */
    public String fieldName() {
        return fieldName;
    }

    /** The one-letter form (RFC 3261 section 7.3.3) in lower case, or 0 where there is none. */
    public char compact() {
        return compact;
    }

    /** The document that defines it. */
    public String source() {
        return source;
    }

    /** What the rewriter does with it. */
    public Treatment treatment() {
        return treatment;
    }

    /** Why the rewriter does so. */
    public String why() {
        return why;
    }

    /**
     * Whether a message that has it twice, with different values, is refused: each of these says where a message ends, how
     * its body is read, or to which dialog it belongs, and two readers that pick different ones would see two different
     * messages. Such a value holds no control character either, at which a reader might stop.
     */
    public boolean once() {
        return ONCE.contains(this);
    }
}
