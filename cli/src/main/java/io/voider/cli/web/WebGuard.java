package io.voider.cli.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request must look like before anybody looks at what it wants.
 *
 * <ul>
 *   <li>{@code Host} is one of the page's own, to the letter: another site's name that was made to mean this address is none (DNS
 *       rebinding).
 *   <li>{@code Origin}, where there is one, is the page's own, and whatever a browser asks to change has one. {@code Sec-Fetch-Site},
 *       where there is one, is the page's own too: another port of this machine is the same site, but another origin.
 *   <li>What is to change something is JSON and says so: no form of another site can.
 * </ul>
 */
final class WebGuard {
    private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.DELETE);
    private static final String FETCH_SITE = "sec-fetch-site";
    private static final String JSON = "application/json";

    /** Why a request is not looked at. */
    record Objection(HttpResponseStatus status, String words) {}

    private final String scheme;
    private final Set<String> hosts;

    /**
     * @param scheme {@code http} or {@code https}
     * @param hosts all that {@code Host} may be, in small letters
     */
    WebGuard(String scheme, Set<String> hosts) {
        this.scheme = scheme;
        this.hosts = hosts;
    }

    /** What speaks against a request, or null. */
    @Nullable
    Objection objection(HttpRequest request) {
        HttpHeaders headers = request.headers();
        if (request.decoderResult().isFailure() || !request.uri().startsWith("/")) {
            return new Objection(HttpResponseStatus.BAD_REQUEST, "that is no HTTP request");
        }
        List<String> host = headers.getAll(HttpHeaderNames.HOST);
        String known = host.size() == 1 ? host.get(0).toLowerCase(Locale.ROOT) : "";
        if (!hosts.contains(known)) {
            return new Objection(
                    HttpResponseStatus.MISDIRECTED_REQUEST, "ask by the address of this machine, or by its name");
        }
        if (!METHODS.contains(request.method())) {
            return new Objection(HttpResponseStatus.METHOD_NOT_ALLOWED, "there is GET, POST and DELETE");
        }
        boolean changes = !request.method().equals(HttpMethod.GET);
        List<String> origin = headers.getAll(HttpHeaderNames.ORIGIN);
        boolean browser = headers.contains(HttpHeaderNames.COOKIE) || !headers.contains(HttpHeaderNames.AUTHORIZATION);
        if (origin.isEmpty() ? changes && browser : !origin.equals(List.of(scheme + "://" + known))) {
            return new Objection(HttpResponseStatus.FORBIDDEN, "that does not come from this page");
        }
        for (String site : headers.getAll(FETCH_SITE)) {
            if (!site.equals("same-origin") && !(site.equals("none") && !changes) && !isOpening(request)) {
                return new Objection(HttpResponseStatus.FORBIDDEN, "that does not come from this page");
            }
        }
        if (changes && !isJson(headers)) {
            return new Objection(HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE, "a request's body is " + JSON);
        }
        if (!changes
                && (headers.getInt(HttpHeaderNames.CONTENT_LENGTH, 0) != 0
                        || headers.contains(HttpHeaderNames.TRANSFER_ENCODING))) {
            return new Objection(HttpResponseStatus.BAD_REQUEST, "a GET has no body");
        }
        return null;
    }

    /** Whoever follows a link from elsewhere may have the page itself, which holds nothing. */
    private static boolean isOpening(HttpRequest request) {
        return request.method().equals(HttpMethod.GET) && request.uri().equals("/");
    }

    private static boolean isJson(HttpHeaders headers) {
        List<String> types = headers.getAll(HttpHeaderNames.CONTENT_TYPE);
        return types.size() == 1
                && types.get(0).toLowerCase(Locale.ROOT).replace(" ", "").matches(JSON + "(;charset=utf-8)?");
    }
}
