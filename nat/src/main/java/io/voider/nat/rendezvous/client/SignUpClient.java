package io.voider.nat.rendezvous.client;

import io.voider.nat.rendezvous.ExactJson;
import io.voider.nat.rendezvous.ExactJsonException;
import io.voider.nat.rendezvous.wire.OrderAnswer;
import io.voider.nat.rendezvous.wire.SignUpTerms;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** A stranger's side of signing up: HTTPS to a server that is known by its pin. Calls block, for about a minute at most. */
public final class SignUpClient {
    private static final ExactJson<SignUpTerms> TERMS = ExactJson.of(SignUpTerms.class);
    private static final ExactJson<OrderAnswer> ORDER = ExactJson.of(OrderAnswer.class);
    private static final ExactJson<Refused> REFUSED = ExactJson.of(Refused.class);

    private record Refused(String refused) {}

    private final OneRequestHttps https;

    public SignUpClient(SignUpPlace place) {
        this.https = new OneRequestHttps(place);
    }

    /** On what terms strangers are let in. */
    public SignUpTerms terms() throws IOException, SignUpDeclinedException {
        return read(https.get("/terms"), TERMS);
    }

    /** Places an order; the fields are the form's: {@code key}, {@code voucher}, {@code hour}, {@code number}. */
    public OrderAnswer order(Map<String, String> fields) throws IOException, SignUpDeclinedException {
        String form = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return read(https.post("/orders", form), ORDER);
    }

    /** How far an order is. */
    public OrderAnswer look(String id) throws IOException, SignUpDeclinedException {
        return read(https.get("/orders/" + encoded(id)), ORDER);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static <T> T read(OneRequestHttps.Answer answer, ExactJson<T> json)
            throws IOException, SignUpDeclinedException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        try {
            if (answer.status() / 100 == 2) {
                return json.read(body);
            }
            throw new SignUpDeclinedException(REFUSED.read(body).refused().replaceAll("[^ -~]", "?"));
        } catch (ExactJsonException notOurs) {
            throw new IOException("the server does not answer as a rendezvous that has sign-up", notOurs);
        }
    }
}
