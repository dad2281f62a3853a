package io.voider.nat.rendezvous.server;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.voider.nat.rendezvous.ExactJson;
import io.voider.nat.rendezvous.Octets;
import io.voider.nat.rendezvous.signup.OrderForm;
import io.voider.nat.rendezvous.signup.SignUpRefusedException;
import io.voider.nat.rendezvous.signup.SignUpService;
import io.voider.nat.rendezvous.wire.OrderAnswer;
import io.voider.nat.rendezvous.wire.SignUpTerms;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked by HTTPS: {@code GET /}, {@code GET /terms}, {@code GET /operator.asc}, {@code POST /orders}, {@code GET
 * /orders/ID} and {@code GET /orders/ID/message}; as HTML, JSON, or text, whichever the asker accepts.
 */
final class SignUpRoutes {
    private static final String ORDERS = "/orders";
    private static final String MESSAGE = "/message";
    private static final int PARAMETERS = 8;
    private static final ExactJson<SignUpTerms> TERMS = ExactJson.of(SignUpTerms.class);
    private static final ExactJson<OrderAnswer> ORDER = ExactJson.of(OrderAnswer.class);
    private static final ExactJson<Refused> REFUSED = ExactJson.of(Refused.class);

    /** What is sent back. */
    record Page(int status, String type, Octets content) {}

    /** A refusal as JSON. */
    private record Refused(String refused) {}

    /** How somebody wants to be answered. */
    private enum Form {
        HTML("text/html; charset=utf-8"),
        JSON("application/json"),
        TEXT("text/plain; charset=utf-8");

        private final String type;

        Form(String type) {
            this.type = type;
        }

        static Form wantedBy(FullHttpRequest request) {
            String accept = request.headers().get(HttpHeaderNames.ACCEPT, "");
            if (accept.contains("text/html")) {
                return HTML;
            }
            return accept.contains("application/json") ? JSON : TEXT;
        }

        Page page(int status, String content) {
            return new Page(status, type, Octets.of(content.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private final SignUpService service;

    SignUpRoutes(SignUpService service) {
        this.service = service;
    }

    /** Answers a request, on whatever thread has the answer. Never fails. */
    CompletionStage<Page> answer(FullHttpRequest request, InetAddress from) {
        Form form = Form.wantedBy(request);
        String path = path(request.uri());
        boolean isGet = request.method().equals(HttpMethod.GET);
        boolean isPost = request.method().equals(HttpMethod.POST);
        if (isGet && (path.equals("/") || path.equals("/terms"))) {
            return CompletableFuture.completedFuture(terms(path.equals("/") ? form : Form.JSON));
        }
        if (isGet && path.equals(SignUpPage.OPERATOR)) {
            return CompletableFuture.completedFuture(operator(form));
        }
        if (isPost && path.equals(ORDERS)) {
            return whenAnswered(form, place(request, from), order -> shown(form, 201, order));
        }
        if (isGet && path.startsWith(ORDERS + "/")) {
            String rest = path.substring(ORDERS.length() + 1);
            boolean wantsMessage = rest.endsWith(MESSAGE);
            String id = rest.substring(0, rest.length() - (wantsMessage ? MESSAGE.length() : 0));
            return whenAnswered(
                    form, service.look(id), order -> wantsMessage ? message(form, order) : shown(form, 200, order));
        }
        return CompletableFuture.completedFuture(
                refused(form, isGet || isPost ? 404 : 405, "there is nothing here but /, /terms and /orders"));
    }

    /** Nothing that is there, where the escapes are none. */
    private static String path(String uri) {
        try {
            return new QueryStringDecoder(uri).path();
        } catch (IllegalArgumentException noEscape) {
            return "";
        }
    }

    private Page terms(Form form) {
        SignUpTerms terms = service.terms();
        return switch (form) {
            case HTML -> form.page(terms.open() ? 200 : 404, SignUpPage.welcomeHtml(terms));
            case JSON -> new Page(200, form.type, Octets.of(TERMS.write(terms)));
            case TEXT -> form.page(terms.open() ? 200 : 404, SignUpPage.welcomeText(terms));
        };
    }

    private Page operator(Form form) {
        String certificate = service.operatorCertificate();
        return certificate == null
                ? refused(form, 404, "nothing is signed here")
                : new Page(200, "application/pgp-keys", Octets.of(certificate.getBytes(StandardCharsets.US_ASCII)));
    }

    private CompletionStage<OrderAnswer> place(FullHttpRequest request, InetAddress from) {
        try {
            Map<String, List<String>> fields = new QueryStringDecoder(
                            request.content().toString(StandardCharsets.UTF_8),
                            StandardCharsets.UTF_8,
                            false,
                            PARAMETERS)
                    .parameters();
            return service.place(
                    new OrderForm(
                            String.valueOf(first(fields, "key")),
                            first(fields, "voucher"),
                            first(fields, "hour"),
                            first(fields, "number")),
                    from);
        } catch (IllegalArgumentException noForm) {
            return service.place(new OrderForm("", null, null, null), from);
        }
    }

    private static @Nullable String first(Map<String, List<String>> fields, String name) {
        List<String> values = fields.get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    private static CompletionStage<Page> whenAnswered(
            Form form, CompletionStage<OrderAnswer> answer, Function<OrderAnswer, Page> page) {
        return answer.handle((order, failure) -> failure == null ? page.apply(order) : failed(form, failure));
    }

    private static Page failed(Form form, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof SignUpRefusedException refused)) {
            return refused(form, 500, "that does not work at the moment: try again later");
        }
        int status = switch (refused.kind()) {
            case UNUSABLE -> 400;
            case NOT_THERE -> 404;
            case TOO_MANY -> 429;
            case OUT_OF_ORDER -> 503;
        };
        return refused(form, status, String.valueOf(refused.getMessage()));
    }

    private static Page refused(Form form, int status, String sentence) {
        return switch (form) {
            case HTML -> form.page(status, SignUpPage.refusalHtml(sentence));
            case JSON -> new Page(status, form.type, Octets.of(REFUSED.write(new Refused(sentence))));
            case TEXT -> form.page(status, "Refused: " + sentence + ".\n");
        };
    }

    private static Page shown(Form form, int status, OrderAnswer order) {
        return switch (form) {
            case HTML -> form.page(status, SignUpPage.orderHtml(order));
            case JSON -> new Page(status, form.type, Octets.of(ORDER.write(order)));
            case TEXT -> form.page(status, SignUpPage.orderText(order));
        };
    }

    private static Page message(Form form, OrderAnswer order) {
        String message = order.message();
        return message == null ? refused(form, 409, order.words()) : Form.TEXT.page(200, message);
    }
}
