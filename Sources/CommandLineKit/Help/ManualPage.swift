extension Program {
  func manualPage() -> String { "" }
  func manualPage(for command: CommandDescription) -> String { "" }
  func completionScript(for shell: Shell) -> String { "" }
}
