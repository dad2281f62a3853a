package io.voider.cli.web;

import io.voider.cli.control.ControlRefusal;
import io.voider.cli.control.ControlRoutes;
import io.voider.cli.control.RefusedException;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.JsonNode;

/**
 * What of the control socket's the page is for. Not to end the node, and not to change who may use the page: that is for whoever is
 * root on the machine.
 */
final class WebRoutes {
    private static final Set<String> LOOKED_AT = Set.of(
            "/v1/status",
            "/v1/lines",
            "/v1/calls",
            "/v1/phones",
            "/v1/friends",
            "/v1/settings",
            "/v1/health",
            "/v1/network",
            "/v1/router-ports",
            "/v1/log");

    private static final Set<String> DONE = Set.of(
            "/v1/orders/invite",
            "/v1/orders/revoke",
            "/v1/orders/allow-subscriber-calls",
            "/v1/orders/renumber",
            "/v1/orders/join",
            "/v1/orders/leave",
            "/v1/orders/configure",
            "/v1/phones/forget");

    private static final String CONFIGURE = "/v1/orders/configure";

    /** What may be tried from afar without harm: nothing by which the node is reached, sealed or cut off. */
    private static final Set<String> CONFIGURED = Set.of(
            "name",
            "quiet",
            "ring-when-quiet",
            "silence-when-quiet",
            "forward",
            "caller-names",
            "account-passwords",
            "expedited-forwarding",
            "media-silence-seconds",
            "rendezvous");

    private final ControlRoutes routes;

    WebRoutes(ControlRoutes routes) {
        this.routes = routes;
    }

    ControlRoutes.Feed events() {
        return routes.events();
    }

    /**
     * Answers a request.
     *
     * @throws RefusedException if the page is not for that
     */
    CompletionStage<?> answer(String method, String path, JsonNode body) {
        boolean may = method.equals("GET")
                ? LOOKED_AT.contains(path) || path.matches("/v1/(calls|recordings)/[0-9]{1,18}")
                : method.equals("POST") && DONE.contains(path);
        if (!may) {
            throw new RefusedException(ControlRefusal.Code.NOT_FOUND, "the page has no " + method + " of that", "");
        }
        if (path.equals(CONFIGURE) && !CONFIGURED.contains(body.path("key").asString(""))) {
            throw new RefusedException(
                    ControlRefusal.Code.PRIVILEGE, "that setting is not for the page", "on the machine: voider config");
        }
        return routes.answer(method, path, body);
    }
}
