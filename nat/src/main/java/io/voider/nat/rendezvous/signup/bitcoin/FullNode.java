package io.voider.nat.rendezvous.signup.bitcoin;

import io.voider.nat.rendezvous.Octets;
import io.voider.transport.address.SocketTrouble;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A full node, asked by JSON-RPC over HTTP as Bitcoin Core has it: {@code getblockchaininfo}, {@code getblockhash}, {@code getblock},
 * {@code getrawmempool}, {@code getrawtransaction}. It needs no wallet and no index, and may be pruned. What it answers is bounded
 * before it is read.
 */
public final class FullNode implements ChainNode {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MAX_HEX = 2 * ChainBlock.MAX_BYTES;
    private static final int MAX_ANSWER = MAX_HEX + 4096;
    /** Blocks that a node may have heard of and not have yet: one is usual when it has just been found. */
    private static final int MAX_BEHIND = 3;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(MAX_HEX)
                            .maxDocumentLength(MAX_ANSWER)
                            .maxNestingDepth(8)
                            .build())
                    .build())
            .build();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final URI address;
    private final String user;
    private final Path passwordFile;
    private final @Nullable BitcoinNetwork wanted;
    private final Duration patience;

    /**
     * A node that is not asked anything yet.
     *
     * @param address such as {@code http://user@127.0.0.1:8332}
     * @param wanted the network that it must be on, or null for any
     * @throws IllegalArgumentException if the address is not of that form
     */
    public FullNode(String address, Path passwordFile, @Nullable BitcoinNetwork wanted) {
        this(address, passwordFile, wanted, PATIENCE);
    }

    /** @param patience for the head of an answer; twice that for all of it */
    FullNode(String address, Path passwordFile, @Nullable BitcoinNetwork wanted, Duration patience) {
        this.patience = patience;
        URI uri = parsed(address);
        this.user = uri.getUserInfo();
        this.address =
                URI.create(uri.getScheme() + "://" + uri.getRawAuthority().replaceFirst("^.*@", "") + "/");
        this.passwordFile = passwordFile;
        this.wanted = wanted;
    }

    private static URI parsed(String address) {
        String form = "a node is written as http://USER@ADDRESS:PORT, with its password in a file";
        try {
            URI uri = URI.create(address);
            boolean known = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (!known || uri.getUserInfo() == null || uri.getUserInfo().contains(":") || uri.getHost() == null) {
                throw new IllegalArgumentException(form);
            }
            return uri;
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(form, wrong);
        }
    }

    @Override
    public BitcoinNetwork network() throws ChainException {
        try {
            return BitcoinNetwork.ofChain(
                    call("getblockchaininfo", List.of()).path("chain").asString(""));
        } catch (IllegalArgumentException unknown) {
            throw new ChainException("the node is on a network that is not known here", unknown);
        }
    }

    @Override
    public int height() throws ChainException {
        JsonNode info = call("getblockchaininfo", List.of());
        String chain = info.path("chain").asString("");
        if (wanted != null && !chain.equals(wanted.chain())) {
            throw new ChainException("the node is on another network than the addresses: not on " + wanted.chain());
        }
        int blocks = info.path("blocks").asInt(-1);
        int headers = info.path("headers").asInt(blocks);
        if (blocks < 0) {
            throw new ChainException("the node does not say how many blocks it has");
        }
        if (info.path("initialblockdownload").asBoolean(false) || headers > blocks + MAX_BEHIND) {
            throw new ChainException(
                    "the node is behind: it has " + blocks + " blocks of " + headers + "; wait until it has all");
        }
        return blocks;
    }

    @Override
    public Octets hash(int height) throws ChainException {
        return HashText.hash(call("getblockhash", List.of(height)).asString(""));
    }

    @Override
    public byte[] block(Octets hash) throws ChainException {
        JsonNode block = answered("getblock", List.of(HashText.of(hash), 0));
        if (block.isNull()) {
            throw new ChainException(
                    "the node does not have a block any more that has to be read: it is pruned too far;"
                            + " use one that keeps more, or let it fetch the block again");
        }
        return HashText.bytes(block.asString(""));
    }

    @Override
    public List<Octets> waiting() throws ChainException {
        List<Octets> hashes = new ArrayList<>();
        for (JsonNode hash : call("getrawmempool", List.of())) {
            hashes.add(HashText.hash(hash.asString("")));
        }
        return hashes;
    }

    @Override
    public byte[] transaction(Octets hash) throws ChainException {
        JsonNode transaction = answered("getrawtransaction", List.of(HashText.of(hash)));
        return transaction.isNull() ? new byte[0] : HashText.bytes(transaction.asString(""));
    }

    private JsonNode call(String method, List<?> parameters) throws ChainException {
        JsonNode result = answered(method, parameters);
        if (result.isNull() || result.isMissingNode()) {
            throw new ChainException("the node does not do " + method);
        }
        return result;
    }

    /** The result; null in JSON if the node reports an error. */
    private JsonNode answered(String method, List<?> parameters) throws ChainException {
        try {
            String password =
                    Files.readString(passwordFile, StandardCharsets.UTF_8).strip();
            String login = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
            Map<String, Object> question =
                    Map.of("jsonrpc", "1.0", "id", "voider", "method", method, "params", parameters);
            HttpResponse<byte[]> response = sentAgain(HttpRequest.newBuilder(address)
                    .timeout(patience)
                    .header("Authorization", "Basic " + login)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(question)))
                    .build());
            if (response.statusCode() == 401 || response.statusCode() == 403) {
                throw new ChainException("the node refuses the user or the password in " + passwordFile);
            }
            JsonNode answer = JSON.readTree(response.body());
            return answer.path("error").isNull() || answer.path("error").isMissingNode()
                    ? answer.path("result")
                    : JSON.nullNode();
        } catch (IOException | JacksonException useless) {
            throw new ChainException(
                    "the node at " + address + " does not answer, or not as one: " + SocketTrouble.words(useless),
                    useless);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ChainException("interrupted while the node was asked", interrupted);
        }
    }

    /** A node may close a connection just when it is used again. What is asked here changes nothing, and may be asked twice. */
    private HttpResponse<byte[]> sentAgain(HttpRequest request) throws IOException, InterruptedException {
        try {
            return sent(request);
        } catch (ConnectException | HttpTimeoutException given) {
            throw given;
        } catch (IOException broken) {
            return sent(request);
        }
    }

    /** Java's own patience ends with the head of an answer: a body that drips would keep us for ever. */
    private HttpResponse<byte[]> sent(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> response = http.sendAsync(request, BoundedBody.ofAtMost(MAX_ANSWER));
        try {
            return response.get(patience.toMillis() * 2, TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            throw new HttpTimeoutException("it takes too long to answer");
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException cause ? cause : new IOException(failed.getCause());
        } finally {
            response.cancel(true);
        }
    }
}
