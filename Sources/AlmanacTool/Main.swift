internal import AlmanacCommands

@main
struct Main {
  static func main() {
    AlmanacCommands.run()
  }
}
