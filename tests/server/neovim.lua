-- Opens a script in Neovim, waits for its diagnostics, applies a code action, and saves. Works with Neovim 0.7 and later.
-- Environment: SM_LINT_PYTHON, the interpreter; SM_LINT_CODE, the code to suppress; SM_LINT_REPORT, the file that is written.

local report = {}

local function finish(problem)
  report.problem = problem
  local file = assert(io.open(os.getenv("SM_LINT_REPORT"), "w"))
  file:write(vim.fn.json_encode(report))
  file:close()
  vim.cmd("qall!")
end

local function wait(what, condition)
  if not vim.wait(240000, condition, 50) then
    finish("no " .. what)
    error("no " .. what)
  end
end

local function codes()
  local found = {}
  for _, each in ipairs(vim.diagnostic.get(0)) do
    table.insert(found, { code = (each.user_data and each.user_data.lsp and each.user_data.lsp.code) or each.code, line = each.lnum + 1 })
  end
  return found
end

local function has(code)
  for _, each in ipairs(codes()) do
    if each.code == code then
      return each
    end
  end
end

local function run()
  local client = vim.lsp.start_client({
    name = "sm-lint",
    cmd = { os.getenv("SM_LINT_PYTHON"), "-m", "sm_lint", "server" },
    root_dir = vim.fn.getcwd(),
  })
  vim.lsp.buf_attach_client(0, client)
  local wanted = os.getenv("SM_LINT_CODE")
  wait("diagnostics", function() return has(wanted) ~= nil end)
  report.before = codes()

  local line = has(wanted).line - 1
  local document = vim.lsp.util.make_text_document_params(0)
  local range = { start = { line = line, character = 0 }, ["end"] = { line = line, character = 200 } }
  local answers = vim.lsp.buf_request_sync(0, "textDocument/codeAction", { textDocument = document, range = range, context = { diagnostics = {} } }, 240000)
  local chosen
  for _, action in ipairs(answers[client].result) do
    if action.title:find("suppress", 1, true) and action.title:find(wanted, 1, true) then
      chosen = action
    end
  end
  if chosen == nil then
    return finish("no action")
  end
  report.action = chosen.title
  vim.lsp.util.apply_workspace_edit(chosen.edit, vim.lsp.get_client_by_id(client).offset_encoding)
  wait("end of the diagnostic", function() return has(wanted) == nil end)

  local hover = vim.lsp.buf_request_sync(0, "textDocument/hover", { textDocument = document, position = { line = line, character = 20 } }, 240000)
  report.hover = hover[client].result and hover[client].result.contents.value
  vim.cmd("write")
  report.after = codes()
  vim.lsp.stop_client(client)
  wait("end of the server", function() return vim.lsp.client_is_stopped(client) end)
  finish(nil)
end

local ok, problem = pcall(run)
if not ok then
  finish(tostring(problem))
end
