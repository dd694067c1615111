import KafkaProtocol
import MessageGenerator
import TestSupport
import Testing

struct GeneratedSourceTests {
    @Test func generatedFilesAreWhatTheDefinitionsYield() throws {
        #expect(try Generator(root: SharedFiles.repositoryRoot).stale() == [])
    }

    @Test func everyDefinitionHasAType() throws {
        let definitions = try Generator(root: SharedFiles.repositoryRoot).messages()
        #expect(definitions.count == DefinedMessage.all.count)
        #expect(definitions.count == allMessageTypes.count)
        #expect(definitions.count == 62 * 2 + 11)
    }
}
