import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.codelibs.opensearch.runner.OpenSearchRunner;

/**
 * One embedded OpenSearch node on the loopback, which Argilla keeps its search index in.
 * Usage: SearchNode DATA_FOLDER HTTP_PORT TRANSPORT_PORT; ends on SIGTERM.
 */
public final class SearchNode {
    private static final String NAME = "touchstone-test";

    public static void main(String[] arguments) throws Exception {
        Path data = Files.createDirectories(Path.of(arguments[0]).toAbsolutePath());
        Map<String, String> own = Map.of(
            "node.name", NAME,
            "network.host", "127.0.0.1",
            "http.port", arguments[1],
            "transport.port", arguments[2],
            "discovery.type", "single-node",
            "node.processors", "2",
            "action.auto_create_index", "true",
            // A nearly full disk must not turn the index read-only in the middle of a test.
            "cluster.routing.allocation.disk.threshold_enabled", "false");

        OpenSearchRunner node = new OpenSearchRunner();
        node.onBuild((number, settings) -> own.forEach(settings::put));
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node, ended)));
        node.build(OpenSearchRunner.newConfigs()
            .clusterName(NAME)
            .basePath(data.toString())
            .numOfNode(1)
            .useLogger()
            .pluginTypes("org.opensearch.knn.plugin.KNNPlugin"));
        ended.await();
    }

    private static void close(OpenSearchRunner node, CountDownLatch ended) {
        try {
            node.close();
        } catch (Exception failure) {
            failure.printStackTrace();
        }
        ended.countDown();
    }
}
