package io.voider.nat.rendezvous.signup.bitcoin;

import io.voider.nat.rendezvous.account.ServerKey;
import io.voider.transport.address.Endpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An {@link ElectrumStandIn} on loopback, by TLS. Tells of what has changed before it answers something. */
public final class ElectrumListener implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    /** How somebody who has connected is treated. */
    interface Manners {
        void treat(BufferedReader in, OutputStream out) throws Exception;
    }

    private final SSLServerSocket listening;
    private final ServerKey key;

    ElectrumListener(Path directory, Manners manners) throws Exception {
        key = ServerKey.in(directory);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", key.key(), new char[0], new X509Certificate[] {key.certificate()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        listening = (SSLServerSocket)
                tls.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread serves = new Thread(() -> serve(manners), "electrum-listener");
        serves.setDaemon(true);
        serves.start();
    }

    /** One that answers as the stand-in does. */
    ElectrumListener(Path directory, ElectrumStandIn server) throws Exception {
        this(directory, (in, out) -> answer(server, in, out));
    }

    /** One that stands in front of that chain. */
    public static ElectrumListener of(RegtestChain chain, Path directory) throws Exception {
        return new ElectrumListener(directory, new ElectrumStandIn(new NodeBlocks(chain)));
    }

    ElectrumPlace place() {
        return new ElectrumPlace(new Endpoint("127.0.0.1", listening.getLocalPort()), key.pin());
    }

    /** {@code ssl://HOST:PORT/PIN}. */
    public String text() {
        return place().text();
    }

    private void serve(Manners manners) {
        while (!listening.isClosed()) {
            try (SSLSocket socket = (SSLSocket) listening.accept()) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                manners.treat(in, socket.getOutputStream());
            } catch (IOException gone) {
                // Whoever asked has had enough.
            } catch (Exception failed) {
                throw new IllegalStateException("the stand-in fails", failed);
            }
        }
    }

    private static void answer(ElectrumStandIn server, BufferedReader in, OutputStream out) throws Exception {
        Map<String, String> told = new HashMap<>();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            JsonNode question = JSON.readTree(line);
            String method = question.path("method").asString("");
            List<?> parameters = JSON.convertValue(question.path("params"), List.class);
            if (method.equals(ElectrumQuestion.TIPS)) {
                for (Map.Entry<String, String> one : told.entrySet()) {
                    String now = String.valueOf(server.status(one.getKey()));
                    if (!one.setValue(now).equals(now)) {
                        say(out, Map.of("method", ElectrumQuestion.SCRIPTS, "params", List.of(one.getKey(), now)));
                    }
                }
            }
            Object answer = server.answer(method, parameters);
            Map<String, Object> said = new LinkedHashMap<>();
            said.put("id", question.path("id").asLong(-1));
            said.put(
                    answer == ElectrumStandIn.ERROR ? "error" : "result", answer == ElectrumStandIn.ERROR ? 1 : answer);
            say(out, said);
            if (method.equals(ElectrumQuestion.SCRIPTS)) {
                told.put(Objects.requireNonNull(parameters.get(0)).toString(), String.valueOf(answer));
            }
        }
    }

    static void say(OutputStream out, Map<String, ?> what) throws IOException {
        out.write((JSON.writeValueAsString(what) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
